import ejs, { type TemplateFunction } from "ejs";

const compiled = new Map<string, TemplateFunction>();

/**
 * The text of an EJS template, filled with `data`. Each template is compiled once, because a plan of many nodes renders
 * it often.
 */
export function render(template: string, data: Readonly<Record<string, unknown>> = {}): string {
  let fill = compiled.get(template);
  if (fill === undefined) {
    fill = ejs.compile(template);
    compiled.set(template, fill);
  }
  return fill({ ...data });
}
