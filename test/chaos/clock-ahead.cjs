// Loaded into each worker before its function, whose time is the machine's plus what the file says in milliseconds. The runtime
// around it keeps the machine's: what is left of an invocation has nothing to do with the time of day.
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');

const { CLOCK_AHEAD_FILE = '', LAMBDA_TASK_ROOT = '' } = process.env;
const aheadMs = existsSync(CLOCK_AHEAD_FILE) ? Number(readFileSync(CLOCK_AHEAD_FILE, 'utf8')) : 0;

if (aheadMs > 0) {
  const now = () => Date.now() + aheadMs;
  globalThis.DateAhead = class extends Date {
    constructor(...values) {
      if (values.length === 0) super(now());
      else super(...values);
    }
    static now() {
      return now();
    }
  };
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (content, filename, ...more) {
    const isFunctions = filename.startsWith(LAMBDA_TASK_ROOT);
    return compile.call(
      this,
      isFunctions ? `"use strict";const Date=DateAhead;${content}` : content,
      filename,
      ...more,
    );
  };
}
