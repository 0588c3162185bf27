import { type OperationAnswer, ok, type Shape } from "../answer";
import type { Call } from "../call";
import type { Input } from "../input";
import { fields } from "../listing";
import { Refusal } from "../refusal";
import type { SslCertificateChain, SslDomainCertificate, SslOffloadProfile } from "../state/ssl";
import { NAME_LENGTH } from "./network-domain";
import { change, type Operation, reading, requireUniqueName, requireUnused } from "./operation";
import { balancedDomain } from "./vip";

/** Default ciphers of a profile. */
const CIPHERS = "DEFAULT:!SSLv3";

/** A PEM text. Its content is not checked. */
function readPem(input: Input, name: string, label: RegExp): void {
  const text = input.text(name, 65_536);
  if (text !== "" && !label.test(text)) {
    input.problem(name, `PEM with "${label.source}" is expected`);
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----/;
const KEY = /-----BEGIN (RSA |EC )?PRIVATE KEY-----/;

function certificateShape(certificate: SslDomainCertificate | SslCertificateChain): Shape {
  const { id, datacenterId, networkDomainId, name, description, state, createTime } = certificate;
  return { id, datacenterId, networkDomainId, name, description, state, createTime };
}

function importCertificate(kind: "sslDomainCertificate" | "sslCertificateChain"): (call: Call) => OperationAnswer {
  return (call) => {
    const { input, organisation } = call;
    const networkDomainId = input.text("networkDomainId");
    const name = input.text("name", NAME_LENGTH);
    const description = input.optionalText("description") ?? "";
    if (kind === "sslDomainCertificate") {
      readPem(input, "certificate", CERTIFICATE);
      readPem(input, "key", KEY);
    } else {
      readPem(input, "certificateChain", CERTIFICATE);
    }
    input.check();
    const { datacenterId } = balancedDomain(call, networkDomainId);
    requireUniqueName(organisation, kind, name, (other) => other.networkDomainId === networkDomainId);
    const id = organisation.ids.next(kind, `${networkDomainId}/${name}`);
    organisation.add(kind, {
      ...{ id, networkDomainId, datacenterId, name, description },
      createTime: call.now(),
      state: "NORMAL",
    });
    return ok(`'${name}' has been imported.`, { [`${kind}Id`]: id });
  };
}

function deleteCertificate(kind: "sslDomainCertificate" | "sslCertificateChain"): (call: Call) => OperationAnswer {
  return (call) => {
    const { input, organisation } = call;
    const id = input.text("id");
    input.check();
    const { name } = organisation.find(kind, id);
    const profiles = organisation.those("sslOffloadProfile", (profile) => profile[`${kind}Id`] === id);
    requireUnused(`'${name}'`, profiles, "SSL Offload Profile");
    organisation.remove(kind, id);
    return ok(`'${name}' has been deleted.`);
  };
}

function profileShape(profile: SslOffloadProfile, { organisation }: Call): Shape {
  const { id, datacenterId, networkDomainId, name, description, ciphers, state, createTime } = profile;
  const certificate = organisation.get("sslDomainCertificate", profile.sslDomainCertificateId);
  const chain = organisation.get("sslCertificateChain", profile.sslCertificateChainId ?? "");
  return {
    ...{ id, datacenterId, networkDomainId, name, description, ciphers },
    sslDomainCertificate: certificate && { id: certificate.id, name: certificate.name },
    sslCertificateChain: chain && { id: chain.id, name: chain.name },
    ...{ state, createTime },
  };
}

interface ProfileRequest {
  readonly name: string;
  readonly description: string;
  readonly ciphers: string;
  readonly sslDomainCertificateId: string;
  readonly sslCertificateChainId: string | undefined;
}

function readProfile(input: Input): ProfileRequest {
  return {
    name: input.text("name", NAME_LENGTH),
    description: input.optionalText("description") ?? "",
    ciphers: input.optionalText("ciphers", 2_048) || CIPHERS,
    sslDomainCertificateId: input.text("sslDomainCertificateId"),
    sslCertificateChainId: input.optionalText("sslCertificateChainId") || undefined,
  };
}

function requireCertificates({ organisation }: Call, request: ProfileRequest, networkDomainId: string): void {
  const { sslDomainCertificateId, sslCertificateChainId } = request;
  const certificates = [
    organisation.find("sslDomainCertificate", sslDomainCertificateId),
    ...(sslCertificateChainId === undefined ? [] : [organisation.find("sslCertificateChain", sslCertificateChainId)]),
  ];
  for (const certificate of certificates) {
    if (certificate.networkDomainId !== networkDomainId) {
      throw new Refusal("RESOURCE_NOT_FOUND", `${certificate.id} is not in Network Domain ${networkDomainId}`);
    }
  }
}

function createSslOffloadProfile(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const networkDomainId = input.text("networkDomainId");
  const request = readProfile(input);
  input.check();
  const { datacenterId } = balancedDomain(call, networkDomainId);
  requireCertificates(call, request, networkDomainId);
  requireUniqueName(
    organisation,
    "sslOffloadProfile",
    request.name,
    (other) => other.networkDomainId === networkDomainId,
  );
  const id = organisation.ids.next("sslOffloadProfile", `${networkDomainId}/${request.name}`);
  const { sslCertificateChainId, ...rest } = request;
  organisation.add("sslOffloadProfile", {
    ...{ id, networkDomainId, datacenterId, ...rest },
    ...(sslCertificateChainId !== undefined && { sslCertificateChainId }),
    createTime: call.now(),
    state: "NORMAL",
  });
  return ok(`SSL Offload Profile '${request.name}' has been created.`, { sslOffloadProfileId: id });
}

function editSslOffloadProfile(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  const request = readProfile(input);
  input.check();
  const profile = organisation.find("sslOffloadProfile", id);
  requireCertificates(call, request, profile.networkDomainId);
  const { networkDomainId } = profile;
  requireUniqueName(
    organisation,
    "sslOffloadProfile",
    request.name,
    (other) => other.networkDomainId === networkDomainId && other.id !== id,
  );
  Object.assign(profile, request);
  return ok(`SSL Offload Profile '${profile.name}' has been edited.`);
}

function deleteSslOffloadProfile(call: Call): OperationAnswer {
  const { input, organisation } = call;
  const id = input.text("id");
  input.check();
  const { name } = organisation.find("sslOffloadProfile", id);
  const listeners = organisation.those("virtualListener", ({ sslOffloadProfileId }) => sslOffloadProfileId === id);
  requireUnused(`SSL Offload Profile ${id}`, listeners, "Virtual Listener");
  organisation.remove("sslOffloadProfile", id);
  return ok(`SSL Offload Profile '${name}' has been deleted.`);
}

export const SSL_OPERATIONS: readonly Operation[] = [
  ...reading("networkDomainVip/sslDomainCertificate", "sslDomainCertificate", {
    filters: fields<SslDomainCertificate>("id", "networkDomainId", "datacenterId", "name", "state", "createTime"),
    shape: certificateShape,
  }),
  change("networkDomainVip/importSslDomainCertificate", importCertificate("sslDomainCertificate")),
  change("networkDomainVip/deleteSslDomainCertificate", deleteCertificate("sslDomainCertificate")),
  ...reading("networkDomainVip/sslCertificateChain", "sslCertificateChain", {
    filters: fields<SslCertificateChain>("id", "networkDomainId", "datacenterId", "name", "state", "createTime"),
    shape: certificateShape,
  }),
  change("networkDomainVip/importSslCertificateChain", importCertificate("sslCertificateChain")),
  change("networkDomainVip/deleteSslCertificateChain", deleteCertificate("sslCertificateChain")),
  ...reading("networkDomainVip/sslOffloadProfile", "sslOffloadProfile", {
    filters: fields<SslOffloadProfile>("id", "networkDomainId", "datacenterId", "name", "state", "createTime"),
    shape: profileShape,
  }),
  change("networkDomainVip/createSslOffloadProfile", createSslOffloadProfile),
  change("networkDomainVip/editSslOffloadProfile", editSslOffloadProfile),
  change("networkDomainVip/deleteSslOffloadProfile", deleteSslOffloadProfile),
];
