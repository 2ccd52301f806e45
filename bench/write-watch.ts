/**
 * Hears of every write that this process's MongoDB driver has confirmed, so that nobody has to ask the database while it
 * is being measured.
 */
import { Collection, type Document } from 'mongodb';

export interface ConfirmedWrite {
  collection: string;
  _id: string;
  /** The fields that were written. */
  fields: Document;
}

/** From now on, for all clients of this process. */
export function watchWrites(confirmed: (write: ConfirmedWrite) => void): void {
  const { insertOne, insertMany, updateOne, findOneAndUpdate } = Collection.prototype;
  const tell = (collection: string, { _id }: { _id?: unknown }, fields: Document) =>
    confirmed({ collection, _id: String(_id), fields });

  Collection.prototype.insertOne = async function (document: Document, options) {
    const result = await insertOne.call(this, document, options);
    tell(this.collectionName, document, document);
    return result;
  };
  Collection.prototype.insertMany = async function (documents: readonly Document[], options) {
    const result = await insertMany.call(this, documents, options);
    for (const document of documents) tell(this.collectionName, document, document);
    return result;
  };
  Collection.prototype.updateOne = async function (filter: Document, update: Document, options) {
    const result = await updateOne.call(this, filter, update, options);
    if (result.matchedCount > 0) tell(this.collectionName, filter, setIn(update));
    return result;
  };
  // The driver has a form of it for each way to answer; here it answers with the document, as it does unless told otherwise.
  const findAndUpdate = findOneAndUpdate as (filter: Document, update: Document, options?: object) => Promise<unknown>;
  Collection.prototype.findOneAndUpdate = async function (this: Collection, ...args: Parameters<typeof findAndUpdate>) {
    const [filter, update] = args;
    const before = await findAndUpdate.apply(this, args);
    if (before) tell(this.collectionName, filter, setIn(update));
    return before;
  } as typeof findOneAndUpdate;
}

function setIn(update: Document): Document {
  return (update as { $set?: Document }).$set ?? {};
}
