/** Moving progress on a terminal: `12 of 120 runs, 14.2 a second, 8 s left`. Silent elsewhere. */
export interface Progress {
  readonly done: (count: number) => void;
  readonly end: () => void;
}

/** Begins to show progress on stderr, where that is a terminal and the user did not ask for quiet. */
export function startProgress(total: number, isQuiet: boolean, noun = "runs"): Progress {
  if (isQuiet || !process.stderr.isTTY) return { done: () => {}, end: () => {} };
  const begun = performance.now();
  let shown = 0;
  const clear = (): void => {
    process.stderr.write("\r\u001b[K");
  };
  return {
    done(count) {
      const seconds = (performance.now() - begun) / 1000;
      if (seconds - shown < 0.1 && count < total) return;
      shown = seconds;
      const rate = count / seconds;
      clear();
      process.stderr.write(`${count} of ${total} ${noun}, ${rate.toFixed(1)} a second, ${Math.ceil((total - count) / rate)} s left`);
    },
    end: clear,
  };
}
