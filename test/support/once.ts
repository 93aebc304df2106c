/** Works something out once for each object: tests look at the same ones again and again. */
export function once<From extends object, To>(workOut: (from: From) => To): (from: From) => To {
  const known = new WeakMap<From, { readonly to: To }>();
  return (from) => {
    const found = known.get(from);
    if (found) return found.to;
    const to = workOut(from);
    known.set(from, { to });
    return to;
  };
}

/** Works something out once for each text: there are few moments, each of which is looked at again and again. */
export function remembered<To>(workOut: (from: string) => To): (from: string) => To {
  const known = new Map<string, To>();
  return (from) => {
    const found = known.get(from);
    if (found !== undefined) return found;
    const to = workOut(from);
    known.set(from, to);
    return to;
  };
}
