/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo: a whole county in one minute: made up, compared, explained.
 *
 * The county stands in DIR/county and is made again only if another program made it (mark.txt
 * names the program by its hash, the seed, the size and the pack); the run stands in DIR/run. DIR
 * is --out, else demo beside the program, else a new directory for temporary files.
 */
#include <stdlib.h>

#include "base/file.h"
#include "cli/county_int.h"
#include "cli/demo_int.h"
#include "cli/explain_int.h"
#include "cli/folder_int.h"
#include "seal/seal.h"

enum { DEMO_SEED = 20211030, DEMO_HOUSEHOLDS = 50000, DEMO_VILLAGES = 3 };
#define DEMO_DAY "2021-10-30"

typedef struct Demo {
  Cli *cli;
  Str dir, county, out; /* out: of the run */
  Pack *pack;
  RunStages stages;
  bool reused; /* the county stood there */
} Demo;

/* ---- where ---- */

static Err temporary_dir(Cli *cli, Str *ret_dir) {
  const char *base = getenv("TMPDIR");
  char *path = arena_cstr(cli->arena, file_join(cli->arena, str_from(base == NULL ? "/tmp" : base),
                                                STR("shouwang-demo-XXXXXX")));
  if (mkdtemp(path) == NULL)
    return fail(
        cli->diag, ERR_WRITE, PLACE_FILE(str_from(path)),
        ARG2("建不了临时目录，可用 --out 指定", "no temporary directory; name one by --out"));
  *ret_dir = str_from(path);
  return ERR_OK;
}

/* A directory named by the user must be free, or a demonstration's. */
static Err find_dir(Demo *demo) {
  Cli *cli = demo->cli;
  Str mark = STR("mark.txt");
  if (cli_has(cli, "out")) {
    demo->dir = cli_option(cli, "out");
    if (!file_exists(file_join(cli->arena, demo->dir, mark)))
      TRY(folder_must_be_free(cli, demo->dir));
    return file_make_dir(demo->dir, cli->diag);
  }
  Str beside = file_program_dir(cli->arena);
  demo->dir = file_join(cli->arena, beside, STR("demo"));
  if (beside.len > 0 && file_make_dir(demo->dir, NULL) == ERR_OK) return ERR_OK;
  return temporary_dir(cli, &demo->dir);
}

/* ---- the county ---- */

/* Names everything that the county depends on. */
static Str make_mark(Demo *demo) {
  char program[SEAL_TEXT_MAX] = "";
  FileMap map;
  if (file_map(STR("/proc/self/exe"), &map, NULL) == ERR_OK) {
    (void)seal_bytes(map.bytes, program);
    file_unmap(&map);
  }
  return arena_printf(demo->cli->arena, "program %s\nseed %d\nhouseholds %d\npack %.*s\n", program,
                      DEMO_SEED, DEMO_HOUSEHOLDS, STR_ARG(demo->pack->hash));
}

static bool has_mark(Demo *demo, Str path, Str mark) {
  FileMap map;
  if (file_map(path, &map, NULL) != ERR_OK) return false;
  bool same =
      str_eq((Str){(const char *)map.bytes.ptr, map.bytes.len}, mark) && file_is_dir(demo->county);
  file_unmap(&map);
  return same;
}

/* The mark comes last: what a broken attempt left is made again. */
static Err make_county(Demo *demo) {
  Cli *cli = demo->cli;
  Str mark = make_mark(demo);
  Str path = file_join(cli->arena, demo->dir, STR("mark.txt"));
  demo->reused = has_mark(demo, path, mark);
  if (demo->reused) return ERR_OK;
  run_stages_next(&demo->stages, ARG2("生成虚构的县", "making up a county"));
  const FolderFile unfinished = {STR("mark.txt"), NULL, 0};
  TRY(folder_write(cli, demo->dir, &unfinished, 1));
  TRY(county_generate(cli, demo->pack, DEMO_SEED, DEMO_HOUSEHOLDS, demo->county));
  const FolderFile file = {STR("mark.txt"), &mark, 1};
  return folder_write(cli, demo->dir, &file, 1);
}

/* ---- villages ---- */

typedef struct Village {
  Str code;
  uint64_t yes, confirm, undecidable, households;
} Village;

static uint64_t to_count(Str text) {
  int64_t value = 0;
  return str_to_int(text, &value) && value > 0 ? (uint64_t)value : 0;
}

static void add_village(Village *villages, size_t *count, const Village *one) {
  for (size_t i = 0; i < *count; i++) {
    if (!str_eq(villages[i].code, one->code)) continue;
    villages[i].yes += one->yes;
    villages[i].confirm += one->confirm;
    villages[i].undecidable += one->undecidable;
    if (one->households > villages[i].households) villages[i].households = one->households;
    return;
  }
  villages[(*count)++] = *one;
}

/* villages.tsv: village township series yes confirm undecidable error households */
static size_t read_villages(Str text, Village *villages, size_t max) {
  size_t count = 0;
  (void)str_cut(&text, '\n');
  while (text.len > 0 && count < max) {
    Str line = str_cut(&text, '\n');
    Village one = {.code = str_cut(&line, '\t')};
    (void)str_cut(&line, '\t');
    (void)str_cut(&line, '\t');
    one.yes = to_count(str_cut(&line, '\t'));
    one.confirm = to_count(str_cut(&line, '\t'));
    one.undecidable = to_count(str_cut(&line, '\t'));
    (void)str_cut(&line, '\t');
    one.households = to_count(line);
    add_village(villages, &count, &one);
  }
  return count;
}

static int village_order(const void *a, const void *b) {
  const Village *x = a;
  const Village *y = b;
  if (x->yes != y->yes) return x->yes > y->yes ? -1 : 1;
  return str_cmp(x->code, y->code);
}

static void say_villages(Demo *demo, const RunResult *result) {
  Cli *cli = demo->cli;
  Str text = run_result_text(cli, result, "villages.tsv");
  size_t max = (size_t)result->villages + 2;
  Village *villages = arena_new_array(cli->arena, Village, max);
  size_t count = read_villages(text, villages, max);
  qsort(villages, count, sizeof *villages, village_order);
  say(cli, "\n== 成立最多的村 ==\n", "\n== villages with the most findings ==\n", STR_NONE);
  for (size_t i = 0; i < count && i < DEMO_VILLAGES; i++) {
    const Village *village = &villages[i];
    const PackArea *area = pack_area_by_code(demo->pack, village->code);
    buf_lit(cli_out(cli), "  ");
    cli_put(cli_out(cli), village->code);
    buf_char(cli_out(cli), ' ');
    cli_put_wide(cli_out(cli), area == NULL ? STR("-") : area->name, 18);
    say(cli, "成立 {0}，待核实 {1}，缺数据 {2}，至少涉及 {3} 户\n",
        "yes {0}, to be confirmed {1}, undecidable {2}, at least {3} households\n",
        cli_number(cli, village->yes), cli_number(cli, village->confirm),
        cli_number(cli, village->undecidable), cli_number(cli, village->households));
  }
}

/* ---- examples ---- */

/* What makes an example of an outcome one that teaches something. */
typedef struct Wanted {
  Str outcome;
  Str kind;   /* of the rule; empty: any */
  Str cause;  /* with which a cause begins; empty: any */
  Str other;  /* with which none begins; empty: any */
  bool plain; /* every value is known */
} Wanted;

static bool has_delivered_row(const ExplainFinding *finding) {
  const ExplainProof *proof;
  vec_each (proof, &finding->proof) {
    if (proof->row > 0 && !str_eq(proof->dataset, STR("registry"))) return true;
  }
  return false;
}

static bool has_cause(const ExplainFinding *finding, Str begin) {
  const Str *cause;
  vec_each (cause, &finding->causes) {
    if (str_starts(*cause, begin)) return true;
  }
  return false;
}

/* Few rows are read to the end. */
enum { PROOF_SHOWN = 3 };

static bool is_plain(const ExplainFinding *finding) {
  const ExplainPair *pair;
  vec_each (pair, &finding->evidence) {
    for (size_t i = 0; i < pair->value.len; i++) {
      Str rest = str_slice(pair->value, i, pair->value.len);
      if (str_starts(rest, STR("?")) || str_starts(rest, STR("≥")) || str_starts(rest, STR("...")))
        return false;
    }
  }
  return true;
}

static bool is_wanted(const Demo *demo, const ExplainFinding *finding, const Wanted *wanted) {
  const PackRule *rule = pack_rule(demo->pack, finding->rule);
  if (rule == NULL || !has_delivered_row(finding)) return false;
  if (finding->proof.count > PROOF_SHOWN || (wanted->plain && !is_plain(finding))) return false;
  if (wanted->kind.len > 0 && !str_eq(rule->kind, wanted->kind)) return false;
  if (wanted->cause.len > 0 && !has_cause(finding, wanted->cause)) return false;
  return wanted->other.len == 0 || !has_cause(finding, wanted->other);
}

/* The first finding that is wanted, else the first of the outcome. */
static bool find_example(
    const Demo *demo, ExplainRun *run, Str findings, const Wanted *wanted, ExplainFinding *ret) {
  bool any = false;
  (void)str_cut(&findings, '\n');
  while (findings.len > 0) {
    Str line = str_cut(&findings, '\n');
    Str rest = line;
    for (size_t i = 0; i < 5; i++)
      (void)str_cut(&rest, '\t');
    if (!str_eq(str_cut(&rest, '\t'), wanted->outcome)) continue;
    ArenaMark mark = arena_mark(run->cli->arena);
    ExplainFinding finding;
    explain_read_line(run, line, &finding);
    bool found = is_wanted(demo, &finding, wanted);
    if (found || !any)
      *ret = finding;
    else
      arena_reset(run->cli->arena, mark);
    any = true;
    if (found) return true;
  }
  return any;
}

static Err say_examples(Demo *demo, const RunResult *result) {
  static const Wanted wanted[] = {
      {.outcome = STR_INIT("yes"), .kind = STR_INIT("exclusion"), .plain = true},
      {.outcome = STR_INIT("confirm"), .cause = STR_INIT("possible")},
      {.outcome = STR_INIT("undecidable"), .other = STR_INIT("identity")},
  };
  Cli *cli = demo->cli;
  ExplainRun run;
  TRY(explain_open(cli, demo->out, &run));
  run.brief = true;
  Str findings = run_result_text(cli, result, "findings.tsv");
  say(cli, "\n== 例子：每种结论各一个（姓名和号码已遮盖） ==\n",
      "\n== examples: one of each outcome (names and numbers are masked) ==\n", STR_NONE);
  for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
    ExplainFinding finding;
    if (!find_example(demo, &run, findings, &wanted[i], &finding)) continue;
    buf_char(cli_out(cli), '\n');
    explain_as_text(&run, &finding);
  }
  say(cli, "\n任何一个发现：shouwang explain 规则/对象 --run {0}\n",
      "\nany finding: shouwang explain RULE/SUBJECT --run {0}\n", demo->out);
  explain_close(&run);
  return ERR_OK;
}

/* ---- the report ---- */

static void say_files(Demo *demo, const RunResult *result) {
  Cli *cli = demo->cli;
  static const struct {
    Str name;
    const char *zh, *en;
  } known[] = {
      {STR_INIT("findings.tsv"), "每个发现一行：谁、哪条规则、结论、数值、依据的行、缺什么",
       "one line a finding: who, rule, outcome, values, rows, what is missing"},
      {STR_INIT("undecided.tsv"), "普遍缺的数据", "what is missing for everybody"},
      {STR_INIT("villages.tsv"), "各村合计", "sums of villages"},
      {STR_INIT("issues.tsv"), "文件中的问题，可退给报送部门",
       "problems in files, to be sent back"},
      {STR_INIT("accounting.tsv"), "每个文件的每一行去了哪里", "what became of every row"},
      {STR_INIT("manifest.json"), "用了什么、得出什么，附指纹",
       "what went in and came out, by hash"},
  };
  say(cli, "\n== 文件 ==\n  县　{0}\n  结果　{1}\n", "\n== files ==\n  county {0}\n  results {1}\n",
      demo->county, demo->out);
  for (size_t i = 0; i < result->output_count; i++) {
    buf_lit(cli_out(cli), "    ");
    cli_put_wide(cli_out(cli), result->outputs[i].name, 18);
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
      if (str_eq(known[k].name, result->outputs[i].name))
        buf_lit(cli_out(cli), cli_text(cli, known[k].zh, known[k].en));
    buf_char(cli_out(cli), '\n');
  }
}

static void say_head(Demo *demo, const RunFiles *files, const RunResult *result) {
  Cli *cli = demo->cli;
  say(cli, "守望演示：一个虚构的县，" DEMO_DAY "，规则包 {0}\n（人和号码都是编造的）\n\n",
      "demonstration: a made-up county on " DEMO_DAY ", pack {0}\n"
      "(persons and numbers are made up)\n\n",
      demo->pack->id);
  run_summary_counts(cli, files, result);
  run_summary_left_out(cli, result);
  say(cli, "\n== 规则 ==\n", "\n== rules ==\n", STR_NONE);
  demo_say_rules(cli, result);
}

static Err say_report(Demo *demo, const RunFiles *files, const RunResult *result) {
  Cli *cli = demo->cli;
  uint64_t ns = run_stages_end(&demo->stages);
  if (cli->json) {
    run_summary_json(cli, files, result, &demo->stages, demo->out);
    return ERR_OK;
  }
  say_head(demo, files, result);
  say_villages(demo, result);
  TRY(say_examples(demo, result));
  say_files(demo, result);
  say(cli, "\n== 用时 {0} 秒{1} ==\n", "\n== {0} s{1} ==\n", cli_seconds(cli, ns),
      !demo->reused ? STR_NONE
                    : str_from(cli_text(cli, "（县是上次生成的）", " (the county was there)")));
  return ERR_OK;
}

/* While results are replaced there must be no manifest that speaks of others. */
static Err forget_last_run(Demo *demo) {
  Str manifest = file_join(demo->cli->arena, demo->out, STR("manifest.json"));
  return file_exists(manifest) ? file_remove(manifest, demo->cli->diag) : ERR_OK;
}

static Err compare(Demo *demo) {
  Cli *cli = demo->cli;
  Day on = DAY_MIN;
  CHECK(day_parse_iso(STR(DEMO_DAY), &on));
  RunFiles files;
  RunResult *result = NULL;
  run_stages_next(&demo->stages, ARG2("打开文件", "opening the files"));
  Err err = run_files_open(cli, demo->pack, file_join(cli->arena, demo->county, STR("registry")),
                           file_join(cli->arena, demo->county, STR("deliveries")), on, &files);
  files.input.english = cli->lang == LANG_EN;
  if (err == ERR_OK) err = run_files_execute(&files, &demo->stages, &result, cli->diag);
  if (err == ERR_OK) run_stages_next(&demo->stages, ARG2("写结果", "writing the results"));
  if (err == ERR_OK) err = forget_last_run(demo);
  if (err == ERR_OK) err = run_result_write(cli, result, demo->out);
  if (err == ERR_OK) err = say_report(demo, &files, result);
  if (result != NULL) run_free(result);
  run_files_close(&files);
  return err;
}

int cmd_demo(Cli *cli) {
  Demo demo = {.cli = cli};
  run_stages_begin(&demo.stages, cli);
  run_stages_next(&demo.stages, ARG2("读规则包", "reading the pack"));
  Err err = county_pack_for_run(cli, STR(COUNTY_PACK), &demo.pack);
  if (err == ERR_OK) err = find_dir(&demo);
  demo.county = file_join(cli->arena, demo.dir, STR("county"));
  demo.out = file_join(cli->arena, demo.dir, STR("run"));
  if (err == ERR_OK) err = make_county(&demo);
  if (err == ERR_OK) err = compare(&demo);
  if (demo.pack != NULL) pack_free(demo.pack);
  return cli_fail(cli, err);
}
