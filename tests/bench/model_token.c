/* model_token [FILE…]: megabytes of text a second through token_each, and tokens made, for sentences of several scripts. */
#include "newsfs/query.h"

#include <stdio.h>
#include <time.h>

#define BYTES   ((size_t)4 << 20)
#define ROUNDS  8
#define MILLION 1e6

static const struct {
    const char *name, *sentence;
} samples[] = {
    {"English",
     "The Federal Reserve kept its benchmark interest rate at 4.25 percent on Wednesday, saying it would wait.\n"},
    {"capitals",
     "SHOWERS CONTINUED THROUGHOUT THE WEEK IN THE BAHIA COCOA ZONE, ALLEVIATING THE DROUGHT SINCE JAN 7.\n"},
    {"quoted",
     "\xE2\x80\x9CWe don\xE2\x80\x99t know,\xE2\x80\x9D the minister said \xE2\x80\x94 and left it at that.\n"},
    {"German",
     "Die Größe der Änderung überraschte Händler in Zürich; für Öl müssen sie künftig mehr zahlen, heißt es.\n"},
    {"Vietnamese", "Ngân hàng Nhà nước Việt Nam giữ nguyên lãi suất điều hành trong quý đầu năm nay.\n"},
    {"Russian", "Центральный банк сохранил ключевую ставку на прежнем уровне, сообщила пресс-служба регулятора.\n"},
    {"Arabic", "أبقى البنك المركزي أسعار الفائدة دون تغيير يوم الأربعاء وقال إنه سينتظر.\n"},
    {"Hindi", "भारतीय रिज़र्व बैंक ने ब्याज दरों को अपरिवर्तित रखा और कहा कि वह प्रतीक्षा करेगा।\n"},
    {"Thai", "ธนาคารกลางคงอัตราดอกเบี้ยนโยบายไว้ที่ระดับเดิมเมื่อวันพุธที่ผ่านมา\n"},
    {"Chinese", "中国人民银行周三宣布维持基准利率不变，并表示将继续观察市场走势。\n"},
    {"Japanese", "日本銀行は水曜日、政策金利を据え置くことを決定し、市場の動向を見守ると述べた。\n"},
    {"Korean", "한국은행은 수요일 기준금리를 동결하고 시장 상황을 지켜보겠다고 밝혔다.\n"},
};

static double seconds(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static bool count(void *context, const char *token, size_t len)
{
    (void)token;
    size_t *sums = context;
    sums[0]++;
    sums[1] += len;
    return true;
}

/* The best of several rounds: the machine is shared. */
static void measure(const char *name, const char *text, size_t len)
{
    size_t sums[2];
    double best = 1e9;
    for (int i = 0; i < ROUNDS; i++) {
        sums[0] = sums[1] = 0;
        double start = seconds();
        token_each(text, len, false, count, sums);
        double took = seconds() - start;
        best = took < best ? took : best;
    }
    printf("%-12s %8.1f MB/s %8.1f M tokens/s %6.2f bytes out per byte in\n", name, (double)len / MILLION / best,
           (double)sums[0] / MILLION / best, (double)sums[1] / (double)len);
}

static bool measure_file(const char *path)
{
    FILE *f = fopen(path, "r");
    if (!f) {
        perror(path);
        return false;
    }
    BUF_SCOPED struct buf text = {0};
    size_t n;
    do {
        n = fread(buf_reserve(&text, 1 << 16), 1, 1 << 16, f);
        buf_truncate(&text, text.len + n);
    } while (n);
    fclose(f);
    measure(path, buf_str(&text), text.len);
    return true;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (!measure_file(argv[i]))
            return 1;
    for (size_t i = 0; argc < 2 && i < sizeof samples / sizeof *samples; i++) {
        BUF_SCOPED struct buf text = {0};
        while (text.len < BYTES)
            buf_adds(&text, samples[i].sentence);
        measure(samples[i].name, text.data, text.len);
    }
    return 0;
}
