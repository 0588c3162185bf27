import { App } from "cdktf";
import { reportPlan } from "./plan/report";
import { readPlan } from "./plan/read";
import { FittingsStack } from "./stacks/fittings-stack";

const plan = reportPlan(() => readPlan(process.env, process.cwd()));
const app = new App({ stackTraces: false });
new FittingsStack(app, plan);
app.synth();
