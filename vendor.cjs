// The packages that a synthesis needs, for `run` to put into one file: Node takes longer to find and read their 400 files
// than a synthesis takes. Preloaded, it answers `require` for them, whoever asks, so that each exists once.
const Module = require("node:module");

const packages = {
  cdktf: () => require("cdktf"),
  "cdktf/lib/synthesize/synthesizer": () => require("cdktf/lib/synthesize/synthesizer"),
  constructs: () => require("constructs"),
  ejs: () => require("ejs"),
  valibot: () => require("valibot"),
  yaml: () => require("yaml"),
  "@cdktf/provider-null/lib/provider": () => require("@cdktf/provider-null/lib/provider"),
  "@cdktf/provider-null/lib/resource": () => require("@cdktf/provider-null/lib/resource"),
  "@cdktf/provider-random/lib/password": () => require("@cdktf/provider-random/lib/password"),
  "@cdktf/provider-random/lib/provider": () => require("@cdktf/provider-random/lib/provider"),
  "@cdktf/provider-tls/lib/cert-request": () => require("@cdktf/provider-tls/lib/cert-request"),
  "@cdktf/provider-tls/lib/locally-signed-cert": () => require("@cdktf/provider-tls/lib/locally-signed-cert"),
  "@cdktf/provider-tls/lib/private-key": () => require("@cdktf/provider-tls/lib/private-key"),
  "@cdktf/provider-tls/lib/provider": () => require("@cdktf/provider-tls/lib/provider"),
  "@cdktf/provider-tls/lib/self-signed-cert": () => require("@cdktf/provider-tls/lib/self-signed-cert"),
};

const load = Module._load;
Module._load = function (request, ...rest) {
  return Object.hasOwn(packages, request) ? packages[request]() : load.call(this, request, ...rest);
};
