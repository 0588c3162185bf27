/**
 * Items, each after those that it waits for; otherwise in the given order.
 * @param waitsFor what an item waits for; anything that is not one of the items is ignored
 * @param circle called with each path on which an item waits for itself, from the item back to it; that wait is then
 * ignored
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
