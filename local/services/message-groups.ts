/** Whether SNS and SQS accept this as a `MessageGroupId`, which is optional. */
export const isGroupId = (id: string | undefined): boolean => id === undefined || /^[\x21-\x7e]{1,128}$/.test(id);

/** The error message for an invalid one. */
export const groupRule = 'MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.';

interface Grouped {
  readonly messageGroupId?: string | undefined;
}

/**
 * The visible messages of a standard queue, with the array methods that fauxqs calls. Message groups are served round robin, so
 * that one group's backlog delays no other group; a message without a group is its own group, as in SQS. The order within a
 * group is kept.
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

  /** A map's iterator also reaches entries that are added during the iteration: new groups come last in the round. */
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
