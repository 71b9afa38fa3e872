/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reference: node test/docs/reference.js BIN
 *
 * The page that `pack language` makes, in both languages, has every function, macro, form, kind of
 * type and cause that the sources define, and every parameter, code, dataset, column and field that
 * the YAML of the packs names. The names are taken from the files by this test, not by the program.
 */
'use strict';
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');

const root = path.join(__dirname, '..', '..');
const bin = process.argv[2];
const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');
const all = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);
let failed = false;

const result = (name, wanted, least, has) => {
  const lacking = [...new Set(wanted)].filter((each) => !has(each));
  const good = lacking.length === 0 && wanted.length >= least;
  console.log(`${good ? 'ok' : 'not ok'} ${name}`);
  if (!good) console.log(`  ${wanted.length} names; lacking: ${lacking.join(', ')}`);
  failed = failed || !good;
};

/* Files of all layers of a pack in one part of it. */
const packs = ['national-2021', 'yunnan-2021', 'shuangjiang-2021'];
const part = (name) => packs.map((pack) => `packs/${pack}/${name}`).flatMap((at) => {
  const full = path.join(root, at);
  if (!fs.existsSync(full)) return [];
  if (!fs.statSync(full).isDirectory()) return [read(at)];
  return fs.readdirSync(full).filter((file) => file.endsWith('.yaml')).map((file) => read(`${at}/${file}`));
}).join('\n');

/* The lines between a heading and the next of its level or above. */
const section = (page, heading) => {
  const lines = page.split('\n');
  const from = lines.findIndex((line) => heading.test(line));
  if (from < 0) return '';
  const level = /^#+/.exec(lines[from])[0].length;
  const rest = lines.slice(from + 1);
  const to = rest.findIndex((line) => /^#+ /.test(line) && /^#+/.exec(line)[0].length <= level);
  return rest.slice(0, to < 0 ? rest.length : to).join('\n');
};

for (const language of ['zh', 'en']) {
  const page = execFileSync(path.join(bin, 'shouwang'),
    ['pack', 'language', path.join(root, 'packs/shuangjiang-2021'), '--lang', language],
    { encoding: 'utf8', maxBuffer: 1 << 26 });
  const name = (what) => `reference-${language}-${what}`;
  const written = (text) => page.includes(`\`${text}(`) || page.includes(`.${text}(`);

  const functions = all(read('src/core/cel/funcs.def'), /^FN\(\w+, "(\w+)", (?:FUNCTION|METHOD|BOTH)/gm);
  result(name('functions'), functions, 30, written);
  const operators = all(read('src/core/cel/funcs.def'), /^FN\(\w+, "([^"\w]+)", OPERATOR/gm);
  result(name('operators'), [...operators, '==', '!=', '<', '<=', '>', '>=', '&&', 'in', '\\|\\|'], 14,
    (text) => page.includes(`| \`${text}\` |`));
  result(name('macros'), all(read('src/core/cel/forms.def'), /^MACRO\("(\w+)"/gm), 13, written);
  result(name('forms'), all(read('src/core/cel/forms.def'), /^FORM_\w+\("(\w+)"/gm), 8, written);
  const header = read('src/core/cel/cel.h');
  const kinds = all(/typedef enum CelKind \{([^}]*)only in the standard/.exec(header)[1], /CEL_([A-Z]+)/g)
    .filter((kind) => kind !== 'ANY').map((kind) => kind.toLowerCase());
  result(name('types'), kinds, 20, (text) => page.includes(`| \`${text}\` |`));
  const causes = all(/typedef enum CelCauseKind \{([^}]*)\}/.exec(header)[1], /CEL_([A-Z_]+)/g)
    .map((cause) => cause.toLowerCase());
  result(name('causes'), causes, 11, (text) => page.includes(`| \`${text}\` |`));
  const outcomes = all(/typedef enum RuleOutcome \{([^}]*)\}/.exec(read('src/engine/rule/rule.h'))[1], /RULE_([A-Z]+)/g)
    .map((outcome) => outcome.toLowerCase());
  result(name('outcomes'), outcomes, 5, (text) => page.includes(`| \`${text}\` |`));

  const ids = (text) => all(text, /^- id: (\w+)/gm);
  const row = (heading) => (text) => section(page, heading).includes(`| \`${text}\` |`);
  result(name('parameters'), ids(part('params.yaml')), 10, row(/^### `param`$/));
  result(name('code-lists'), ids(part('codes')), 40, row(/^### `codes`$/));
  const datasets = part('datasets').split(/^(?=- id: )/m).filter((text) => text.startsWith('- id: '));
  result(name('datasets'), datasets.flatMap(ids), 15, (id) => page.includes(`### \`${id}\``) &&
    ['person', 'household', 'village'].some((of) => row(new RegExp(`^### \`${of}\\.dept\`$`))(id)));
  const columns = datasets.flatMap((text) => {
    const id = ids(text)[0];
    return all(text.slice(text.indexOf('\n  columns:')), /^ {4}(\w+):/gm).map((column) => `${id} ${column}`);
  });
  result(name('columns'), columns, 100, (text) => {
    const [id, column] = text.split(' ');
    return row(new RegExp(`^### \`${id}\`$`))(column);
  });
  const codes = all(part('codes'), /\{code: ([^,}]+)/g).map((code) => code.replace(/^['"]|['"]$/g, ''));
  result(name('codes'), codes, 200, (code) => page.includes(`\`${code}\``));
}
process.exit(failed ? 1 : 0);
