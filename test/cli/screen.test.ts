import { describe, expect, it } from 'vitest';
import { redrawn, screenOn } from '../../cli/screen.ts';
import { aTerminal } from './support/terminal.ts';

describe('a screen', () => {
  it('shows the last frame alone, where the first one stood', () => {
    const terminal = aTerminal();
    terminal.write('before\n');
    const screen = screenOn(terminal);
    for (const frame of ['one', 'a\nlonger\none', 'two\nlines']) screen.show(frame);
    expect(terminal.lines()).toEqual(['before', 'two', 'lines']);
    screen.clear();
    terminal.write('after\n');
    expect(terminal.lines()).toEqual(['before', 'after']);
  });

  it('cuts lines off that the terminal would break into two', () => {
    const terminal = aTerminal(10);
    const screen = screenOn(terminal);
    screen.show('0123456789abc');
    screen.show('short');
    expect(terminal.lines()).toEqual(['short']);
  });

  it('hides the cursor while it draws, and gives it back', () => {
    const terminal = aTerminal();
    const screen = screenOn(terminal);
    expect(terminal.hasCursor()).toBe(true);
    screen.show('one');
    expect(terminal.hasCursor()).toBe(false);
    screen.clear();
    expect(terminal.hasCursor()).toBe(true);
  });

  it('writes nothing when nothing was shown', () => {
    const terminal = aTerminal();
    screenOn(terminal).clear();
    expect(terminal.written).toEqual([]);
  });

  it('goes up as many lines as there were', () => {
    expect(redrawn('', 'one')).toBe('one\n');
    expect(redrawn('one\ntwo', 'three')).toBe('\u001b[2F\u001b[0Jthree\n');
    expect(redrawn('one', '')).toBe('\u001b[1F\u001b[0J');
  });
});
