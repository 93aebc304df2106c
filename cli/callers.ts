import type { Role } from '../core/names.ts';
import { type DevelopmentToken, developmentTokens } from './development-tokens.ts';

/** The header that identifies the caller. */
export type Authorization = Readonly<Record<'authorization', string>>;

/** A token is replaced this long before it expires: the longest that a call takes. */
const marginMs = 5 * 60 * 1000;

const tokens = new Map<string, Promise<DevelopmentToken>>();
let issuer: ReturnType<typeof developmentTokens> | undefined;

/** The headers of a rider of a stack on this machine. Each rider's token is signed once, and again before it expires. */
export const asRider = async (id: string): Promise<Authorization> => bearer(await tokenOf('rider', id));

/** The headers of a driver of a stack on this machine. */
export const asDriver = async (id: string): Promise<Authorization> => bearer(await tokenOf('driver', id));

/** The token of a rider or a driver of a stack on this machine. */
export async function tokenOf(role: Role, id: string): Promise<string> {
  const name = `${role} ${id}`;
  const known = await tokens.get(name);
  if (known && known.expiresAt.getTime() - Date.now() > marginMs) return known.token;
  issuer ??= developmentTokens();
  const signing = issuer.then((sign) => sign(role, id));
  tokens.set(name, signing);
  return (await signing).token;
}

const bearer = (token: string): Authorization => ({ authorization: `Bearer ${token}` });
