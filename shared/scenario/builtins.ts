import burstAbsorbed from './builtin/burst-absorbed.json' with { type: 'json' };
import burstTooLarge from './builtin/burst-too-large.json' with { type: 'json' };
import dealerRouter from './builtin/dealer-router.json' with { type: 'json' };
import healthy from './builtin/healthy.json' with { type: 'json' };
import inprocSlowConsumer from './builtin/inproc-slow-consumer.json' with { type: 'json' };
import ipcSlowConsumer from './builtin/ipc-slow-consumer.json' with { type: 'json' };
import oneSlowOfFive from './builtin/one-slow-of-five.json' with { type: 'json' };
import pair from './builtin/pair.json' with { type: 'json' };
import pipelineWorkers from './builtin/pipeline-workers.json' with { type: 'json' };
import raiseTheMark from './builtin/raise-the-mark.json' with { type: 'json' };
import recovery from './builtin/recovery.json' with { type: 'json' };
import requestReply from './builtin/request-reply.json' with { type: 'json' };
import slowBehindProxy from './builtin/slow-behind-proxy.json' with { type: 'json' };
import slowConsumer from './builtin/slow-consumer.json' with { type: 'json' };
import slowPubPush from './builtin/slow-pub-push.json' with { type: 'json' };
import { checkScenario } from './parse.ts';
import type { Scenario } from './scenario.ts';

export interface BuiltinScenario {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly scenario: Scenario;
}

export const findBuiltin = (name: string): BuiltinScenario | undefined =>
  builtinScenarios.find((builtin) => builtin.name === name);

/** The files are part of the build and checked by a test, so a refusal here is a defect, not bad input. */
const builtin = (name: string, file: unknown): BuiltinScenario => {
  const checked = checkScenario(file);
  if (!checked.ok) throw new Error(`built-in scenario ${name}: ${checked.problem.message}`);
  return { name, title: checked.value.name, description: checked.value.description, scenario: checked.value };
};

/** In the order of the chooser; the app opens on the first. */
export const builtinScenarios: readonly BuiltinScenario[] = [
  builtin('slow-consumer', slowConsumer),
  builtin('slow-pub-push', slowPubPush),
  builtin('healthy', healthy),
  builtin('burst-absorbed', burstAbsorbed),
  builtin('burst-too-large', burstTooLarge),
  builtin('ipc-slow-consumer', ipcSlowConsumer),
  builtin('inproc-slow-consumer', inprocSlowConsumer),
  builtin('one-slow-of-five', oneSlowOfFive),
  builtin('slow-behind-proxy', slowBehindProxy),
  builtin('raise-the-mark', raiseTheMark),
  builtin('recovery', recovery),
  builtin('pipeline-workers', pipelineWorkers),
  builtin('request-reply', requestReply),
  builtin('dealer-router', dealerRouter),
  builtin('pair', pair),
];
