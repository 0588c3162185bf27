import { App } from "cdktf";
import { readPlan } from "./plan/read";
import { FittingsStack } from "./stacks/fittings-stack";
import { withPlan } from "./stacks/report";

withPlan(
  () => readPlan(process.env, process.cwd()),
  (plan) => {
    const app = new App({ stackTraces: false });
    new FittingsStack(app, plan);
    app.synth();
  },
);
