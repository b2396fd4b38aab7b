import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { BufferSizes, DoctorCheck, DoctorLimits, DoctorReport } from '../../../shared/doctor/doctor-report.ts';
import { bytesFormat, countFormat } from '../../live/format.ts';
import { useAttach } from '../attach/attach-model.ts';
import { useLooking } from '../attach/use-looking.ts';
import { useDoctor } from './doctor-model.ts';
import { statusOrder } from './doctor-store.ts';
import { StatusMark } from './status-mark.tsx';
import './doctor.css';

/** What on this machine makes messages late or lost, check by check. */
export function DoctorView() {
  const doctor = useDoctor();
  const report = useStore(doctor, (state) => state.report);
  useEffect(() => {
    if (doctor.getState().report === undefined) void doctor.run();
  }, [doctor]);
  return (
    <div className="doctor">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keys, too. */}
      <section className="doctor-checks" aria-label="Checks" tabIndex={0}>
        {report === undefined ? <Waiting /> : <Checks report={report} />}
      </section>
      <aside className="doctor-side" aria-label="This machine">
        {report !== undefined && <Machine report={report} />}
        <Processes />
      </aside>
    </div>
  );
}

function Waiting() {
  const busy = useStore(useDoctor(), (state) => state.busy);
  return <p className="doctor-waiting">{busy ? 'Counters, clock and event loop are watched for a moment.' : ''}</p>;
}

function Checks({ report }: { readonly report: DoctorReport }) {
  const sorted = statusOrder.flatMap((status) => report.checks.filter((check) => check.status === status));
  return (
    <ul className="checks">
      {sorted.map((check) => (
        <Check key={check.id} check={check} />
      ))}
    </ul>
  );
}

function Check({ check: { id, status, sentence, evidence, remedy } }: { readonly check: DoctorCheck }) {
  return (
    <li className="check" data-status={status}>
      <StatusMark status={status} />
      <div className="check-words">
        <h2 className="check-sentence">{sentence.charAt(0).toUpperCase() + sentence.slice(1)}</h2>
        {remedy !== null && (
          <p className="check-remedy">
            <strong>{status === 'ok' ? 'If it matters:' : 'Remedy:'}</strong> {remedy}
          </p>
        )}
        {evidence.length > 0 && (
          <ul className="check-evidence" aria-label="Evidence">
            {evidence.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </div>
      <code className="check-id">{id}</code>
    </li>
  );
}

function Machine({ report: { versions, limits } }: { readonly report: DoctorReport }) {
  const { highwater, libzmq, zeromq, node } = versions;
  return (
    <>
      <h2>Versions</h2>
      <FactList
        facts={[
          ['Highwater', highwater],
          ['libzmq', libzmq],
          ['zeromq.js', zeromq],
          ['Node', node],
        ]}
      />
      <h2>Limits</h2>
      <FactList facts={limitFacts(limits)} />
    </>
  );
}

const count = (value: number | null): string => (value === null ? '\u2013' : countFormat.exact(value));
const size = (value: number | null): string => (value === null ? '\u2013' : bytesFormat.glance(value));
const sizes = (value: BufferSizes | null): string =>
  value === null ? '\u2013' : `${size(value.initial)} \u2013 ${size(value.most)}`;

const limitFacts = (limits: DoctorLimits): readonly (readonly [string, string])[] => [
  ['Sockets per context', count(limits.maxSockets)],
  ['Open files', `${count(limits.openFilesUsed)} of ${count(limits.openFilesSoft)}`],
  ['tcp send buffer', sizes(limits.tcpSendBuffer)],
  ['tcp receive buffer', sizes(limits.tcpReceiveBuffer)],
  ['ZMQ_SNDBUF at most', size(limits.sendBufferMax)],
  ['ZMQ_RCVBUF at most', size(limits.receiveBufferMax)],
  ['Listen backlog', count(limits.listenBacklogMax)],
  ['ipc path', `${limits.ipcPathBytes} bytes`],
  ['Processors', count(limits.processors)],
];

function FactList({ facts }: { readonly facts: readonly (readonly [string, string])[] }) {
  return (
    <dl className="doctor-facts">
      {facts.map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd className="figure">{text}</dd>
        </div>
      ))}
    </dl>
  );
}

const listEveryMs = 5_000;
const mostListed = 60;

/** Which running programs are looked into as well. */
function Processes() {
  const doctor = useDoctor();
  const { watch } = useAttach();
  useLooking(watch.list, listEveryMs);
  const candidates = useStore(watch, (state) => state.candidates?.candidates ?? noCandidates);
  const pids = useStore(doctor, (state) => state.pids);
  return (
    <section aria-labelledby="doctor-processes">
      <h2 id="doctor-processes">Look into programs as well</h2>
      {candidates.length === 0 && <p className="doctor-note">No program with ZeroMQ runs now.</p>}
      <ul className="doctor-processes">
        {candidates.slice(0, mostListed).map(({ pid, name, libzmq, binding }) => (
          <li key={pid}>
            <label className="doctor-process">
              <input
                type="checkbox"
                checked={pids.includes(pid)}
                onChange={() => {
                  doctor.toggle(pid);
                  void doctor.run();
                }}
              />
              <span className="doctor-process-name">{name}</span>
              <span className="figure">{pid}</span>
              <span className="doctor-note">{libzmq === null ? binding : `libzmq ${libzmq}`}</span>
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}

const noCandidates = [] as const;
