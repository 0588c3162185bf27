import type { FastifyReply, FastifyRequest } from "fastify";
import type { Faults } from "./faults";
import type { CloudState } from "./state-file";

/** The parts of the cloud that the lab's control API reads and changes. */
export interface Controlled {
  readonly faults: Faults;
  /** Whether these credentials (header Authorization) belong to an account. */
  isKnown(authorization: string | undefined): boolean;
  state(): CloudState;
}

/**
 * The lab's control API, next to the simulated one: `/lab/faults` (GET lists faults, POST requests one or a list,
 * DELETE clears all) and `/lab/state` (GET). It takes the same credentials.
 */
export function control(cloud: Controlled, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!cloud.isKnown(request.headers.authorization)) {
    return reply
      .code(401)
      .header("www-authenticate", 'Basic realm="lab"')
      .send({ error: "user name or password is wrong" });
  }
  switch (`${request.method} ${request.url}`) {
    case "GET /lab/faults":
      return reply.send(cloud.faults.list());
    case "POST /lab/faults":
      return ask(cloud, request, reply);
    case "DELETE /lab/faults":
      cloud.faults.clear();
      return reply.code(204).send();
    case "GET /lab/state":
      return reply.send(cloud.state());
    default:
      return reply.code(404).send({ error: `${request.method} ${request.url} is not known: /lab/faults, /lab/state` });
  }
}

function ask(cloud: Controlled, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  try {
    return reply.code(201).send({ ids: cloud.faults.add(JSON.parse(String(request.body))) });
  } catch (error) {
    return reply.code(400).send({ error: error instanceof Error ? error.message : String(error) });
  }
}
