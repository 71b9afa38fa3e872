/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare: node test/calendar/compare.js PROGRAM
 *
 * Each year of the calendar in three ways: every day as the package chinese-days has it; days off
 * less weekends worked are the statutory holidays of the year; facts counted by hand. One process
 * of `shouwang eval` answers a whole list of expressions.
 */
'use strict';
const { execFileSync } = require('child_process');
const { readFileSync } = require('fs');
const path = require('path');
const { isWorkday } = require('chinese-days');

const FIRST = 2004, LAST = 2026, DAY = 86400000;
const program = process.argv[2];
const pack = path.join(__dirname, '..', '..', 'packs', 'national-2021');

/* Where the package is wrong, and why. One that no longer differs is a failure too. */
const EXCEPTIONS = {
  '2005-12-31': {
    workday: true,
    reason: 'notice of the State Council on the holidays of 2006: Saturday 31 December 2005 and ' +
      'Sunday 1 January are moved to 2 and 3 January, on 31 December there is work',
  },
};

/* Days off that one notice gave for one year. */
const ADDED = {
  2015: 1, /* 3 September, seventy years after the war */
  2020: 2, /* the epidemic: 31 January off, and no work on Saturday 1 February */
};

/* Statutory holidays of a year: 10 until 2007, 11 from 2008, 13 from 2025 (decrees 270, 513, 795
 * of the State Council), and what was added. */
const statutory = (year) => {
  const days = year < 2008 ? 10 : year < 2025 ? 11 : 13;
  return days + (ADDED[year] || 0);
};

let failed = false;
const result = (name, complaints) => {
  console.log(`${complaints.length === 0 ? 'ok' : 'not ok'} ${name}`);
  for (const line of complaints) console.log(`  ${line}`);
  failed = failed || complaints.length > 0;
};

/* The answers of the program, a line each: a value, or "unknown CAUSE". */
const evaluate = (expressions) => {
  const said = execFileSync(program, ['eval', '--pack', pack, '--lang', 'en'],
    { input: expressions.join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 26 });
  const answers = said.trim().split('\n').map((line) => {
    const answer = JSON.parse(line);
    if (answer.error) return `error ${answer.error.message}`;
    return answer.unknown ? `unknown ${answer.unknown.join(', ')}` : String(answer.value);
  });
  if (answers.length !== expressions.length) throw new Error('an expression without an answer');
  return answers;
};

/* ---- every day ---- */

const days = [];
for (let t = Date.UTC(FIRST, 0, 1); t <= Date.UTC(LAST, 11, 31); t += DAY) {
  const text = new Date(t).toISOString().slice(0, 10);
  days.push({ text, year: Number(text.slice(0, 4)), weekday: new Date(t).getUTCDay() });
}
const before = (day) => new Date(Date.parse(day.text) - DAY).toISOString().slice(0, 10);
const answers = evaluate(days.map((day) =>
  `workdays_between(date('${before(day)}'), date('${day.text}'))`));
days.forEach((day, i) => { day.ours = answers[i]; });

for (let year = FIRST; year <= LAST; year++) {
  const complaints = [];
  for (const day of days.filter((each) => each.year === year)) {
    const theirs = isWorkday(day.text);
    const exception = EXCEPTIONS[day.text];
    const right = exception ? exception.workday : theirs;
    if (exception && theirs === exception.workday)
      complaints.push(`${day.text}: an exception, but the package says so too`);
    if (day.ours !== (right ? '1' : '0'))
      complaints.push(`${day.text}: is ${day.ours}, should be ${right ? 1 : 0}`);
  }
  result(`days-${year}`, complaints);
}

/* ---- as many days off as the law gives ---- */

/* The last days of December are arranged by the notice of the next year. */
const notice = (day) => day.year + (day.text.slice(5) >= '12-29' ? 1 : 0);
for (let year = FIRST; year <= LAST; year++) {
  let balance = 0;
  for (const day of days.filter((each) => notice(each) === year)) {
    const weekend = day.weekday === 0 || day.weekday === 6;
    if (!weekend && day.ours === '0') balance++;
    if (weekend && day.ours === '1') balance--;
  }
  result(`balance-${year}`, balance === statutory(year) ? [] :
    [`${balance} days off less days worked for them, ${statutory(year)} holidays`]);
}

/* ---- facts ---- */

const facts = readFileSync(path.join(__dirname, 'facts.tsv'), 'utf8').split('\n')
  .filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
evaluate(facts.map((fact) => fact[0])).forEach((answer, i) => {
  result(`fact ${facts[i][0]}`, answer === facts[i][1] ? [] : [`is ${answer}`]);
});
process.exit(failed ? 1 : 0);
