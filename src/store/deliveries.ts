/** Deliveries that were accepted, in MongoDB. */
import type { Collection } from 'mongodb';
import { insertNew } from './insert.js';
import type { DeliveryStore } from './intake-port.js';

export interface DeliveryDocument {
  _id: string;
  at: Date;
}

export function deliveryStore(deliveries: Collection<DeliveryDocument>, maxTimeMS: number): DeliveryStore {
  const limit = { maxTimeMS };
  return {
    async known(ids) {
      const found = deliveries.find({ _id: { $in: [...ids] } }, { ...limit, projection: { _id: 1 } });
      return new Set((await found.toArray()).map(({ _id }) => _id));
    },

    async remember(some) {
      await insertNew(
        deliveries,
        some.map(({ id, at }) => ({ _id: id, at: new Date(at) })),
        maxTimeMS,
      );
    },

    async forget(before) {
      await deliveries.deleteMany({ at: { $lt: new Date(before) } }, limit);
    },
  };
}
