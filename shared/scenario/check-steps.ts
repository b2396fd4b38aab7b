import type { Problem } from '../result.ts';
import { checkLink, type SocketsById } from './check-link.ts';
import { checkSocket } from './check-socket.ts';
import { checkFault } from './faults.ts';
import { applySetting, findSetting } from './find-setting.ts';
import { dangling, joinPath, refusal } from './refusal.ts';
import type { OptionValue, Scenario, StepSpec } from './scenario.ts';

/** Plays the steps in the order of their times: each must find what it changes, and must leave a valid scenario. */
export const checkSteps = (scenario: Scenario, sockets: SocketsById): Problem | undefined => {
  const ordered = [...scenario.steps.entries()].sort(([, left], [, right]) => left.atMs - right.atMs);
  let current = scenario;
  for (const [index, step] of ordered) {
    const outcome = playStep(current, step, sockets, `steps.${index}`);
    if ('message' in outcome) return outcome;
    current = outcome;
  }
  return undefined;
};

const playStep = (scenario: Scenario, step: StepSpec, sockets: SocketsById, place: string): Scenario | Problem => {
  if ('fault' in step) return checkFault(scenario, step.fault, step.on, `${place}.on`) ?? scenario;
  if ('do' in step) {
    return sockets.has(step.socket)
      ? scenario
      : dangling(`${place}.socket`, 'the id of a socket', step.socket, [...sockets.keys()]);
  }
  let current = scenario;
  for (const [path, value] of Object.entries(step.set)) {
    const outcome = playSet(current, path, value, sockets);
    if ('message' in outcome) return within(outcome, `${place}.set`);
    current = outcome;
  }
  return current;
};

const playSet = (scenario: Scenario, path: string, value: OptionValue, sockets: SocketsById): Scenario | Problem => {
  const setting = findSetting(scenario, path);
  if (!setting.ok) return setting.problem;
  if (setting.value.beforeStart) return refusal(path, 'a path that can change while it runs', 'one that cannot');
  const next = applySetting(setting.value, path, value);
  if (!next.ok) return next.problem;
  const [group, id] = path.split('.');
  const socket = group === 'sockets' ? next.value.sockets.find((candidate) => candidate.id === id) : undefined;
  const link = group === 'links' ? next.value.links.find((candidate) => candidate.id === id) : undefined;
  return (socket && checkSocket(socket)) ?? (link && checkLink(link, sockets)) ?? next.value;
};

const within = (problem: Problem, place: string): Problem => ({
  code: 'invalid-scenario',
  message: `${place}: ${problem.message}`,
  path: joinPath(place, problem.path ?? ''),
});
