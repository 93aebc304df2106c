/** Whether SNS and SQS accept this as a `MessageGroupId`, which a message need not have. */
export const isGroupId = (id: string | undefined): boolean => id === undefined || /^[\x21-\x7e]{1,128}$/.test(id);

/** Why they refuse one. */
export const groupRule = 'MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.';

interface Grouped {
  readonly messageGroupId?: string | undefined;
}

/**
 * The visible messages of a standard queue, with the methods of an array that fauxqs calls. Message groups are served round
 * robin, so that a backlog of one delays no other; a message without a group is a group of its own, as in SQS. Within a group
 * the order is kept.
 */
export class RoundRobinQueue<Message extends Grouped> implements Iterable<Message> {
  readonly #groups = new Map<string | Message, Message[]>();
  #turns = this.#groups.entries();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(message: Message): void {
    const group = message.messageGroupId ?? message;
    const messages = this.#groups.get(group);
    if (messages) messages.push(message);
    else this.#groups.set(group, [message]);
    this.#length += 1;
  }

  /** Takes the first message of the group whose turn it is. */
  shift(): Message | undefined {
    const turn = this.#nextTurn();
    if (!turn) return undefined;
    const [group, messages] = turn;
    const message = messages.shift();
    if (messages.length === 0) this.#groups.delete(group);
    this.#length -= 1;
    return message;
  }

  /** An iterator of a map comes to what is added meanwhile, too: new groups are last in the round. */
  #nextTurn(): [string | Message, Message[]] | undefined {
    const { value } = this.#turns.next();
    if (value) return value;
    this.#turns = this.#groups.entries();
    return this.#turns.next().value;
  }

  *[Symbol.iterator](): Iterator<Message> {
    for (const messages of this.#groups.values()) yield* messages;
  }
}
