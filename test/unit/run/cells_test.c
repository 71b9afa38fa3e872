/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cells: what a worker remembers of cells changes nothing. Rows whose cells look alike and are not
 * the same, are read one by one, each in a run of its own where nothing can be remembered; then
 * thousands of them in one file must say the same, row by row, and list as much as those did.
 */
#include "codec/codec.h"
#include "texts.h"

enum { VARIANTS = 24, ROWS = 16000 };

static const TextsFile pack_files[] = {
    {"pack/pack.yaml", "id: cells\ntitle: t\ncounty: '990101'\nexports: []\n"},
    {"pack/codes/all.yaml",
     "- id: kind\n  title: 类\n"
     "  codes: [{code: A, label: 甲, alias: [甲类, 第一种]}, {code: B, label: 乙, alias: [乙类]}]\n"
     "  groups: {some: [A]}\n"},
    {"pack/fields/all.yaml", "- {key: person_no, of: person, label: 人编号, type: string}\n"
                             "- {key: hh_no, of: person, label: 户编号, type: string}\n"
                             "- {key: name, of: person, label: 姓名, type: name}\n"
                             "- {key: id_no, of: person, label: 证件号码, type: idnumber}\n"
                             "- {key: serial, of: person, label: 序号, type: string}\n"
                             "- {key: number, of: person, label: 数, type: int}\n"
                             "- {key: flag, of: person, label: 是否, type: bool}\n"
                             "- {key: amount, of: person, label: 额, type: decimal}\n"
                             "- {key: day, of: person, label: 日, type: date}\n"
                             "- {key: month, of: person, label: 月, type: month}\n"
                             "- {key: kind, of: person, label: 类, type: code, codes: kind}\n"
                             "- {key: kinds, of: person, label: 各类, type: codes, codes: kind}\n"
                             "- {key: place, of: person, label: 村, type: division}\n"
                             "- {key: note, of: person, label: 注, type: string}\n"},
    {"pack/registry.yaml",
     "- {table: persons, file: 'persons*.csv', key: person_no, household: hh_no}\n"},
    {"pack/areas/all.yaml", "- {code: '990101', name: 甲县, kind: 县}\n"
                            "- {code: '990101101000', name: 一镇, kind: 镇}\n"
                            "- {code: '990101101201', name: 上村, kind: 村}\n"
                            "- {code: '990101101202', name: 下村, kind: 村}\n"},
    {"pack/rules/all.yaml",
     "- id: X1\n"
     "  title: t\n"
     "  clause: 测试\n"
     "  kind: quality\n"
     "  subject: person\n"
     "  owner: 甲\n"
     "  when: 1 == 1\n"
     "  evidence:\n"
     "    serial: person.serial\n"
     "    number: person.number\n"
     "    flag: person.flag\n"
     "    flagged: has(person.flag)\n"
     "    amount: person.amount\n"
     "    paid: has(person.amount)\n"
     "    day: person.day\n"
     "    late: person.day >= date('2021-05-01')\n"
     "    dated: has(person.day)\n"
     "    month: person.month\n"
     "    kind: person.kind\n"
     "    typed: has(person.kind)\n"
     "    some: person.kind in codes.kind.group('some')\n"
     "    kinds: person.kinds\n"
     "    place: person.place\n"
     "    placed: has(person.place)\n"
     "    note: person.note\n"
     "- id: X2\n"
     "  title: t\n"
     "  clause: 测试\n"
     "  kind: quality\n"
     "  subject: person\n"
     "  owner: 甲\n"
     "  when: person.kind in codes.kind.group('some') || person.kind == '乙'\n"},
    {"registry/persons.csv", ""},
};

enum { COLUMNS = 8 };
static const char *const cells[COLUMNS][VARIANTS] = {
    {"是", " 是", "是 ", "否", "\"是\"", "\"是\"\"\"", "是\"\"", "　是", "１", "1", "", "不详",
     "是否"},
    {"12.5", "１２．５", "12.5 ", " 12.5", "12.50", "", "0", "多", "１2.5", "\"12,500.5\"", "-",
     "12.5元", "125", "1.25", "12..5"},
    {"2021-05-01", "2021/5/1", "2021-05", "2021.5", "20210501", "２０２１-05-01", "", "2021",
     "2021-02-30", "2021年5月1日", "昨天", "2021-05-02", "2021-05-10", "44317"},
    {"2021-05", "202105", "2021年5月", "", "五月", "2021-5", "２０２１-05", "2021-06"},
    {"A", "甲", "甲类", "第一种", " 甲", "甲 ", "Ａ", "B", "乙", "丙", "", "无", "\"甲\"", "a",
     "第 一 种", "乙类"},
    {"A", "甲、乙", "\"A,B\"", "丙", "", "甲、丙", "乙类；甲类", "B", "甲", "乙 甲"},
    {"上村", "下村", "990101101201", "990101101202", "", "某村", " 上村", "一镇上村", "990101101"},
    {"备注", " 备注", "备注 ", "", "　", "\"备\"\"注\"", "备\"\"注", "\"备注\"", "备  注",
     "这一条备注有二十二个字节以上，不会被记住", "0", "００"},
};

/* What the texts of the code say, by whatever name. */
static const char kinds_said[] = "AAAAAAABB???A?AB";

static const char *cell_of(size_t column, size_t variant) {
  size_t count = 0;
  while (count < VARIANTS && cells[column][count])
    count++;
  return cells[column][variant % count];
}

static size_t variant_of(size_t row) {
  return (row * 7 + row / 13) % VARIANTS;
}

/* ---- files ---- */

static void put_head(Buf *out) {
  buf_lit(out, "人编号,户编号,序号,数,是否,额,日,月,类,各类,村,注\n");
}

/* Keys are all different; serial and number are more texts than are remembered, and differ only in
 * their last bytes. */
static void put_row(size_t row, size_t variant, Buf *out) {
  buf_printf(out, "P%06zu,H%06zu,第一种序号%03zu,%zu", row, row, row % 300, 100000000 + row % 300);
  for (size_t i = 0; i < COLUMNS; i++)
    buf_printf(out, ",%s", cell_of(i, variant));
  buf_char(out, '\n');
}

static void set_file(Texts *county, const Buf *text, bool gb18030) {
  Str copy = arena_str(county->arena, buf_view(text));
  Bytes bytes = {(const uint8_t *)copy.ptr, copy.len};
  if (gb18030) {
    uint8_t *out = arena_new_array(county->arena, uint8_t, copy.len * 2 + 4);
    bytes = (Bytes){out, codec_utf8_to_gb18030(copy, out)};
  }
  ((RunFile *)(uintptr_t)county->input.registry)[0].bytes = bytes;
}

/* ---- what runs say ---- */

typedef struct Said {
  Str evidence; /* behind serial and number */
  Str second;   /* of X2 */
} Said;

typedef struct Reader {
  Texts *county;
  Said *said;
  size_t rows;
  uint64_t issues;
} Reader;

/* The part behind [number], whose beginning is as the row's number tells. */
static Str after_numbers(Str evidence, size_t row) {
  char want[64];
  int len = snprintf(want, sizeof want, "serial=第一种序号%03zu;number=%zu;", row % 300,
                     100000000 + row % 300);
  Str numbers = {want, (size_t)len};
  EXPECT(str_starts(evidence, numbers));
  return str_slice(evidence, numbers.len, evidence.len);
}

static void take_line(Reader *reader, Str line) {
  Str part[8];
  for (size_t i = 0; i < 8; i++)
    part[i] = str_cut(&line, '\t');
  int64_t row;
  if (!str_to_int(str_slice(part[1], 1, part[1].len), &row) || row >= (int64_t)reader->rows) return;
  if (str_eq(part[3], STR("X2")))
    reader->said[row].second = part[5];
  else
    reader->said[row].evidence = after_numbers(part[7], (size_t)row);
}

static void run_rows_of(Reader *reader) {
  RunResult *result = NULL;
  Texts *county = reader->county;
  reader->said = arena_new_array(county->arena, Said, reader->rows);
  EXPECT_INT(run_execute(&county->input, &result, county->diag), ERR_OK);
  if (result == NULL) {
    texts_show(county);
    return;
  }
  reader->issues = 0;
  Buf all;
  buf_init(&all, 1 << 24);
  for (size_t i = 0; i < result->output_count; i++)
    for (size_t k = 0; k < result->outputs[i].piece_count; k++)
      if (str_eq(result->outputs[i].name, STR("findings.tsv")))
        buf_str(&all, result->outputs[i].pieces[k]);
  Str table = arena_str(county->arena, buf_view(&all));
  buf_free(&all);
  reader->issues = result->issues;
  run_free(result);
  (void)str_cut(&table, '\n');
  while (table.len > 0)
    take_line(reader, str_cut(&table, '\n'));
}

/* ---- alone, and together ---- */

static void read_alone(Texts *county, Said *ret_said, uint64_t *ret_issues) {
  for (size_t i = 0; i < VARIANTS; i++) {
    Reader reader = {.county = county, .rows = 1};
    Buf text;
    buf_init(&text, 1 << 16);
    put_head(&text);
    put_row(0, i, &text);
    set_file(county, &text, false);
    buf_free(&text);
    run_rows_of(&reader);
    ret_said[i] = reader.said[0];
    ret_issues[i] = reader.issues;
  }
}

static void
expect_together(Texts *county, const Said *alone, const uint64_t *issues, bool gb18030) {
  Reader reader = {.county = county, .rows = ROWS};
  uint64_t listed = 0;
  Buf text;
  buf_init(&text, 1 << 24);
  put_head(&text);
  for (size_t i = 0; i < ROWS; i++) {
    put_row(i, variant_of(i), &text);
    listed += issues[variant_of(i)];
  }
  EXPECT(!text.overflow && text.len > (size_t)1 << 20); /* of several parts */
  set_file(county, &text, gb18030);
  buf_free(&text);
  run_rows_of(&reader);
  EXPECT_INT((int64_t)reader.issues, (int64_t)listed);
  for (size_t i = 0; i < ROWS; i++) {
    const Said *want = &alone[variant_of(i)], *got = &reader.said[i];
    if (!str_eq(got->evidence, want->evidence) || !str_eq(got->second, want->second)) {
      printf("row %zu\n  %.*s\n  %.*s\n", i, STR_ARG(got->evidence), STR_ARG(want->evidence));
      EXPECT(false && "a row says what it says alone");
      break;
    }
  }
}

UNIT(remembered_cells) {
  Texts county;
  if (texts_open(&county, pack_files, sizeof pack_files / sizeof pack_files[0])) {
    Said alone[VARIANTS];
    uint64_t issues[VARIANTS], most = 0;
    EXPECT(day_from_ymd(2021, 10, 30, &county.input.on));
    read_alone(&county, alone, issues);
    for (size_t i = 0; i < sizeof kinds_said - 1; i++) {
      char want[] = ";kind=_;";
      want[6] = kinds_said[i];
      EXPECT(str_contains(alone[i].evidence, str_from(want)));
    }
    for (size_t i = 0; i < VARIANTS; i++)
      most = issues[i] > most ? issues[i] : most;
    EXPECT_INT((int64_t)issues[0], 0);
    EXPECT(most >= 2); /* rows of which several cells cannot be read */
    for (size_t threads = 1; threads <= 3; threads += 2) {
      county.input.threads = threads;
      expect_together(&county, alone, issues, false);
      expect_together(&county, alone, issues, true);
    }
  }
  texts_close(&county);
}

/* The same bytes mean another value in a file whose header says 万. */
UNIT(another_file) {
  Texts county;
  if (texts_open(&county, pack_files, sizeof pack_files / sizeof pack_files[0])) {
    RunFile files[3];
    Str texts[] = {STR("人编号,户编号,姓名,证件号码,额\nP1,H1,甲一,,12.5\n"),
                   STR("人编号,户编号,姓名,证件号码,额（万元）\nP2,H2,甲二,,12.5\n"),
                   STR("人编号,户编号,姓名,证件号码,额\nP3,H3,甲三,,12.5\n")};
    files[0] = texts_file(STR("persons1.csv"), texts[0]);
    files[1] = texts_file(STR("persons2.csv"), texts[1]);
    files[2] = texts_file(STR("persons3.csv"), texts[2]);
    county.input.registry = files;
    county.input.registry_count = 3;
    EXPECT(day_from_ymd(2021, 10, 30, &county.input.on));
    Str table = texts_lines(&county, texts_output(&county, "findings.tsv"), 3, "X1");
    EXPECT(str_contains(texts_lines(&county, table, 0, "H1"), STR("amount=12.5;")));
    EXPECT(str_contains(texts_lines(&county, table, 0, "H2"), STR("amount=125000;")));
    EXPECT(str_contains(texts_lines(&county, table, 0, "H3"), STR("amount=12.5;")));
  }
  texts_close(&county);
}

UNIT_MAIN(UNIT_CASE(remembered_cells), UNIT_CASE(another_file))
