export function needTags() {
  return [];
}
