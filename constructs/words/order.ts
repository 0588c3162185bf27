/**
 * Items, each behind those that it waits for; else as they are given.
 * @param waitsFor what an item waits for; what is none of the items does not count
 * @param circle told each way on which an item waits for itself, from the item back to it; it is passed over then
 */
export function inOrder<Item>(
  items: Iterable<Item>,
  waitsFor: (item: Item) => Iterable<Item>,
  circle: (way: readonly Item[]) => void = () => {},
): readonly Item[] {
  const all = new Set(items);
  const ordered = new Set<Item>();
  const way: Item[] = [];
  const visit = (item: Item): void => {
    if (!all.has(item) || ordered.has(item)) {
      return;
    }
    if (way.includes(item)) {
      circle([...way.slice(way.indexOf(item)), item]);
      return;
    }
    way.push(item);
    for (const other of waitsFor(item)) {
      visit(other);
    }
    way.pop();
    ordered.add(item);
  };
  for (const item of all) {
    visit(item);
  }
  return [...ordered];
}
