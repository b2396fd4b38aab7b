import type { PeerPlan, World } from './world.ts';

/** The key pairs of libzmq's own manual. */
const server = {
  curvePublicKey: 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7',
  curveSecretKey: 'JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6',
};
const client = {
  curvePublicKey: 'Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID',
  curveSecretKey: 'D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs',
};

/** The options that a program needs for a mechanism; 0 is the one behind the tap. */
export function securityOf(mechanism: World['mechanism'], id: number): PeerPlan['options'] {
  if (mechanism === 'NULL') return {};
  if (mechanism === 'PLAIN')
    return id === 0 ? { plainServer: true } : { plainUsername: 'bob', plainPassword: 'secret' };
  return id === 0 ? { curveServer: true, ...server } : { curveServerKey: server.curvePublicKey, ...client };
}
