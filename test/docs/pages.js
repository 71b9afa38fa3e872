/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pages: node test/docs/pages.js BIN
 *
 * Blocks of a page, in its order, in a scratch directory of its own with packs/ and the program:
 *
 *   ```console       "$ COMMAND" is run; the lines below, up to the next "$", are what it says.
 *                    "..." stands for any lines, "…" for any text within a line, "(exit code N)"
 *                    at the end for the status, which is 0 otherwise. No line: not compared.
 *   ```LANG PATH     the file PATH with what stands in the block; the text above names it too.
 *   ```              lines that begin with "shouwang": a command of that name takes all the
 *                    options named; "make WORD": the Makefile has the word.
 */
'use strict';
const { execFileSync, spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const root = path.join(__dirname, '..', '..');
const bin = process.argv[2];
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, LC_ALL: 'C.UTF-8' };
const makefile = fs.readFileSync(path.join(root, 'Makefile'), 'utf8');
let failed = false;
let commands = 0;

const result = (name, complaints) => {
  console.log(`${complaints.length === 0 ? 'ok' : 'not ok'} ${name}`);
  /* Numbers of people are made up, but stand in no log either. */
  for (const line of complaints) console.log(`  ${line.replace(/\d{17}[\dX]/g, '<number>')}`);
  failed = failed || complaints.length > 0;
};

/* ---- comparing ---- */

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const lineFits = (wanted, line) =>
  new RegExp(`^${wanted.trimEnd().split('…').map(escape).join('.*')}$`).test(line.trimEnd());

const fits = (wanted, said) => {
  if (wanted.length === 0) return said.length === 0;
  if (wanted[0] !== '...') {
    return said.length > 0 && lineFits(wanted[0], said[0]) && fits(wanted.slice(1), said.slice(1));
  }
  for (let skip = 0; skip <= said.length; skip++)
    if (fits(wanted.slice(1), said.slice(skip))) return true;
  return false;
};

/* ---- blocks ---- */

const blocksOf = (text) => {
  const blocks = [];
  let open = null, above = '';
  text.split('\n').forEach((line, i) => {
    if (open && line === '```') {
      blocks.push(open);
      open = null;
      above = '';
    } else if (open) {
      open.lines.push(line);
    } else if (line.startsWith('```')) {
      open = { info: line.slice(3).trim(), lines: [], number: i + 1, above };
    } else {
      above += `${line}\n`;
    }
  });
  if (open) throw new Error(`a block without an end, line ${open.number}`);
  return blocks;
};

const run = (name, number, command, shown, dir) => {
  const done = spawnSync('bash', ['-c', `${command}`], { cwd: dir, env, encoding: 'utf8' });
  let status = 0;
  const last = /^\(exit code (\d+)\)$/.exec(shown[shown.length - 1] || '');
  const wanted = last ? shown.slice(0, -1) : shown;
  if (last) status = Number(last[1]);
  const said = (done.stdout + done.stderr).split('\n');
  while (said.length > 0 && said[said.length - 1] === '') said.pop();
  const complaints = [];
  if (done.status !== status) complaints.push(`exit code ${done.status}, not ${status}`);
  if (wanted.length > 0 && !fits(wanted, said)) complaints.push('says something else');
  commands++;
  result(`${name}:${number} ${command.slice(0, 60)}`,
    complaints.length === 0 ? [] : [...complaints, ...said.slice(0, 40).map((line) => `| ${line}`)]);
};

const session = (name, block, dir) => {
  let at = 0;
  while (at < block.lines.length) {
    if (!block.lines[at].startsWith('$ ')) throw new Error(`${name}:${block.number}: no command`);
    const number = block.number + at + 1, command = block.lines[at++].slice(2), shown = [];
    while (at < block.lines.length && !block.lines[at].startsWith('$ ')) shown.push(block.lines[at++]);
    run(name, number, command, shown, dir);
  }
};

const write = (name, block, file, dir) => {
  const at = path.join(dir, file);
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.writeFileSync(at, `${block.lines.join('\n')}\n`);
  result(`${name}:${block.number} ${file}`,
    block.above.includes(`\`${file}\``) ? [] : ['the text above does not name the file']);
};

const usage = (words) => {
  for (let count = Math.min(2, words.length); count > 0; count--) {
    const done = spawnSync(path.join(bin, 'shouwang'),
      [...words.slice(0, count), '--help', '--lang', 'en'], { encoding: 'utf8' });
    const line = (done.stdout || '').split('\n').find((each) => each.startsWith('Usage: '));
    if (done.status === 0 && line && words.slice(0, count).every((word) => line.includes(` ${word}`)))
      return done.stdout;
  }
  return null;
};

const synopsis = (name, block) => {
  const complaints = [];
  let lines = 0;
  for (const line of block.lines) {
    const make = /^make(?: (\w+))?/.exec(line);
    if (make) {
      lines++;
      const word = make[1] || 'build';
      if (!new RegExp(`^${word}:`, 'm').test(makefile)) complaints.push(`no word: ${line}`);
    }
    if (!line.startsWith('shouwang ')) continue;
    lines++;
    const help = usage(line.split(/\s+/).slice(1));
    if (help === null) complaints.push(`no such command: ${line}`);
    for (const option of line.match(/--[a-z-]+/g) || [])
      if (help !== null && !help.includes(option)) complaints.push(`no ${option}: ${line}`);
  }
  if (lines > 0) result(`${name}:${block.number} synopsis`, complaints);
};

/* ---- pages ---- */

const pages = ['README.md', 'HACKING.md', ...fs.readdirSync(path.join(root, 'docs'))
  .filter((name) => name.endsWith('.md')).sort().map((name) => `docs/${name}`)];
for (const page of pages) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'docs-'));
  try {
    execFileSync('cp', ['-r', path.join(root, 'packs'), dir]);
    for (const block of blocksOf(fs.readFileSync(path.join(root, page), 'utf8'))) {
      const [language, file] = block.info.split(' ');
      if (language === 'console') session(page, block, dir);
      else if (file) write(page, block, file, dir);
      else if (language === '') synopsis(page, block);
    }
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}
result('pages-have-commands', commands >= 15 ? [] : [`only ${commands} commands were found`]);
process.exit(failed ? 1 : 0);
