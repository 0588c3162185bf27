import { createHash } from "node:crypto";
import { type KeyAlgorithm, type KeyReference, SECRET_HASHES, type SecretHash, type SecretReference } from "../plan";

/** What a token says by its form alone, before anything is looked up. */
export type TokenForm =
  | SecretReference
  | KeyReference
  | { readonly kind: "operatorKey" }
  /** The private half of the operator's key, which nobody gives away. */
  | { readonly kind: "operatorPrivateKey" }
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "credentials"; readonly part: "user" | "password" }
  | { readonly kind: "sharedSecret" }
  | { readonly kind: "fact"; readonly fact: Fact }
  | { readonly kind: "balancer"; readonly part: BalancerPart }
  /** A page that plumbery fetches when it reads the plan. */
  | { readonly kind: "page" }
  /** A node, as `NAME`, `LOC::NAME` or `REGION::LOC::NAME`, and what of it is meant. */
  | { readonly kind: "node"; readonly written: string; readonly attribute: string };

export const FACTS = ["location.id", "location.country", "plumbery.version", "shared.user"] as const;
export type Fact = (typeof FACTS)[number];

/** What stands before or behind a name of the plan's own. */
export const KINDS = ["secret", "uuid", "rsa_private", "rsa_public", "ed25519_private", "ed25519_public"] as const;

export const BALANCER_PARTS = ["name", "ip", "port"] as const;
export type BalancerPart = (typeof BALANCER_PARTS)[number];

/** Examples of all forms, for whoever mistypes one. */
export const EXAMPLES = [
  ...["{{ node.public }}", "{{ NAME.private }}", "{{ LOCATION::NAME.ipv6 }}", "{{ NAME.secret }}", "{{ NAME.uuid }}"],
  ...["{{ rsa_public.NAME }}", "{{ rsa_public.local }}", "{{ location.id }}", "{{ parameter.NAME }}"],
].join(", ");

/** How a text is written that only looks like a token. */
export function escapeHint(name: string): string {
  const quote = name.includes('"') ? "'" : '"';
  return `if it is no token, put it in quotes in braces of its own: {{ ${quote}{{ ${name} }}${quote} }}`;
}

const NAME = "[\\w.-]+";
const HASHES = SECRET_HASHES.join("|");

type Parser = readonly [pattern: RegExp, parse: (...parts: string[]) => TokenForm];

const key = (algorithm: string, part: string, name: string): TokenForm => {
  if (name === "local" && algorithm === "rsa") {
    return { kind: part === "private" ? "operatorPrivateKey" : "operatorKey" };
  }
  return { kind: "key", name, algorithm: algorithm as KeyAlgorithm, part: part as KeyReference["part"] };
};

/** The first that matches decides, as plumbery's own order does. */
const PARSERS: readonly Parser[] = [
  [/^https?:\/\//, () => ({ kind: "page" })],
  [/^environment\.(.+)$/, (name) => ({ kind: "environment", name })],
  [/^credentials\.(name|password)$/, (part) => ({ kind: "credentials", part: part === "name" ? "user" : "password" })],
  [/^shared\.secret$/, () => ({ kind: "sharedSecret" })],
  [/^balancer\.(name|ip|port)$/, (part) => ({ kind: "balancer", part: part as BalancerPart })],
  [
    new RegExp(`^(${FACTS.map((fact) => fact.replace(".", "\\.")).join("|")})$`),
    (fact) => ({ kind: "fact", fact: fact as Fact }),
  ],
  // what a secret hashes to is asked for in one order only: in the other, the name has a dot in it
  [
    new RegExp(`^secret\\.(${NAME})\\.(${HASHES})$`),
    (name, hash) => ({ kind: "secret", name, hash: hash as SecretHash }),
  ],
  [new RegExp(`^secret\\.(${NAME})\\.uuid$`), (name) => ({ kind: "uuid", name })],
  [new RegExp(`^(${NAME})\\.secret$`), (name) => ({ kind: "secret", name })],
  [new RegExp(`^secret\\.(${NAME})$`), (name) => ({ kind: "secret", name })],
  [new RegExp(`^(${NAME})\\.uuid$`), (name) => ({ kind: "uuid", name })],
  [new RegExp(`^uuid\\.(${NAME})$`), (name) => ({ kind: "uuid", name })],
  [new RegExp(`^(rsa|ed25519)_(private|public)\\.(${NAME})$`), key],
  [
    new RegExp(`^(${NAME})\\.(rsa|ed25519)_(private|public)$`),
    (name, algorithm, part) => key(algorithm as string, part as string, name as string),
  ],
] as readonly Parser[];

/** The form of a token. Undefined: it has none. */
export function formOf(name: string): TokenForm | undefined {
  for (const [pattern, parse] of PARSERS) {
    const match = pattern.exec(name);
    if (match !== null) {
      return parse(...match.slice(1));
    }
  }
  return nodeForm(name);
}

function nodeForm(name: string): TokenForm | undefined {
  const qualifier = name.lastIndexOf("::");
  const begin = qualifier < 0 ? 0 : qualifier + 2;
  const dot = name.indexOf(".", begin);
  const written = dot < 0 ? name : name.slice(0, dot);
  const attribute = dot < 0 ? "private" : name.slice(dot + 1);
  return /^[\w-]+$/.test(written.slice(begin).trim()) ? { kind: "node", written, attribute } : undefined;
}

/**
 * What the plan calls something that Terraform makes at random, in one form only: how `npm run secrets` lists it.
 * No two of them have the same.
 */
export function canonicalName(reference: SecretReference | KeyReference): string {
  const { kind, name } = reference;
  if (kind === "secret") {
    return reference.hash === undefined ? `${name}.secret` : `secret.${name}.${reference.hash}`;
  }
  return kind === "uuid" ? `${name}.uuid` : `${name}.${reference.algorithm}_${reference.part}`;
}

/** Name of the variable of Terraform that holds what plumbery reads from the environment. */
export function variableOf(
  reference:
    | { readonly kind: "environment"; readonly name: string }
    | { readonly kind: "credentials"; readonly part: "user" | "password" }
    | { readonly kind: "sharedSecret" },
): string {
  switch (reference.kind) {
    case "environment":
      return `environment_${spelledForTerraform(reference.name)}`;
    case "credentials":
      return `credentials_${reference.part}`;
    case "sharedSecret":
      return "shared_secret";
  }
}

/** Two names that differ in what Terraform does not spell stay apart. */
function spelledForTerraform(name: string): string {
  if (/^\w+$/.test(name)) {
    return name;
  }
  const digits = createHash("sha256").update(name).digest("hex").slice(0, 6);
  return `${name.replace(/\W/g, "_")}_${digits}`;
}
