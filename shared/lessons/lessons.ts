import type { Lesson } from './lesson.ts';
import { busySender } from './lessons/busy-sender.ts';
import { deadWorker } from './lessons/dead-worker.ts';
import { fourBuffers } from './lessons/four-buffers.ts';
import { lateJoiner } from './lessons/late-joiner.ts';
import { lingerAtClose } from './lessons/linger.ts';
import { lossOrLatency } from './lessons/loss-or-latency.ts';
import { lostReply } from './lessons/lost-reply.ts';
import { manyPolicies } from './lessons/many-policies.ts';
import { marksBuyTime } from './lessons/marks-buy-time.ts';
import { newestOnly } from './lessons/newest-only.ts';
import { noDrop } from './lessons/no-drop.ts';
import { noLimit } from './lessons/no-limit.ts';
import { oneName } from './lessons/one-name.ts';
import { oneQueueInproc } from './lessons/one-queue-inproc.ts';
import { pushWaits } from './lessons/push-waits.ts';
import { routerToNobody } from './lessons/router-to-nobody.ts';
import { slowSubscriber } from './lessons/slow-subscriber.ts';
import { smallBuffers } from './lessons/small-buffers.ts';
import { stolenPath } from './lessons/stolen-path.ts';
import { thinLink } from './lessons/thin-link.ts';
import { tooLarge } from './lessons/too-large.ts';
import { wrongFilter } from './lessons/wrong-filter.ts';
import { wrongKey } from './lessons/wrong-key.ts';
import { wrongType } from './lessons/wrong-type.ts';

/** The course, in the order in which it builds up. */
export const lessons: readonly Lesson[] = [
  pushWaits,
  fourBuffers,
  smallBuffers,
  oneQueueInproc,
  noLimit,
  slowSubscriber,
  marksBuyTime,
  lossOrLatency,
  noDrop,
  newestOnly,
  lateJoiner,
  wrongFilter,
  lingerAtClose,
  deadWorker,
  lostReply,
  routerToNobody,
  oneName,
  stolenPath,
  thinLink,
  busySender,
  tooLarge,
  wrongType,
  wrongKey,
  manyPolicies,
];

export const findLesson = (id: string): Lesson | undefined => lessons.find((lesson) => lesson.id === id);
