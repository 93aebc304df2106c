// The last lines of `.ci/run`: what was not tried, what failed and why, and `N passed, N failed`.
import { existsSync, readFileSync } from 'node:fs';

const counts = [tests('test-results.json'), tests('slow-results.json'), ministack(), templates()];
const [passed, failed, skipped] = [0, 1, 2].map((index) => counts.reduce((sum, count) => sum + count[index], 0));
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);

/** Passed, failed and skipped tests of one run. */
function tests(file) {
  const results = read(file);
  if (results) {
    for (const name of skippedIn(results)) console.log(`SKIPPED: ${name}`);
    for (const { name, message } of failedIn(results)) console.log(`FAILED: ${name}\n${message}`);
    return [results.numPassedTests, results.numFailedTests, results.numPendingTests];
  }
  console.log(`There is no ${file}: the tests did not run, or died.`);
  return [0, 1, 0];
}

/** The names of the tests that were not run. */
function skippedIn({ testResults = [] }) {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  return all.filter(({ status }) => status === 'skipped' || status === 'pending').map(({ fullName }) => fullName);
}

/** The tests that failed, and the files that did so outside of their tests. */
function failedIn({ testResults = [] }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length > 0)
      return failed.map((test) => ({ name: test.fullName, message: test.failureMessages.join('\n') }));
    return status === 'failed' ? [{ name, message }] : [];
  });
}

/** Passed, failed and skipped scenarios on MiniStack. */
function ministack() {
  const results = read('ministack-results.json');
  if (results?.unavailable) {
    console.log(`verify:ministack SKIPPED: ${results.unavailable}`);
    return [0, 0, 0];
  }
  if (results) return [results.passed, results.failed, results.skipped.length];
  console.log(
    `verify:ministack FAILED before it came to its scenarios, with exit code ${process.env.MINISTACK_STATUS}.`,
  );
  return [0, 1, 0];
}

/** What passed and failed of templates and workflows, and the checkers that could not be had. */
function templates() {
  const results = read('templates-results.json');
  if (results?.unavailable) {
    console.log(`verify:templates SKIPPED: ${results.unavailable}`);
    return [0, 0, 0];
  }
  if (results) {
    for (const checker of results.skipped) console.log(`verify:templates SKIPPED: ${checker}`);
    return [results.passed, results.failed, results.skipped.length];
  }
  console.log(
    `verify:templates FAILED before it had looked at anything, with exit code ${process.env.TEMPLATES_STATUS}.`,
  );
  return [0, 1, 0];
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
