// Run beside the first member until it succeeds: creates the set, then its users. All of it may be repeated. Until there is a user,
// MongoDB lets a client on the same machine do this; afterwards it answers Unauthorized, which means that it was done.
const database = process.env.DATABASE;
const user = process.env.DATABASE_USER || database;
const host = (n) => `${database}-mongodb-${n}.${database}-mongodb.${process.env.NAMESPACE}.svc:27017`;

// No "return work()": mongosh awaits what is returned only after this block, so its error would not be caught.
function unless(doneAlready, work) {
  try {
    work();
  } catch (e) {
    if (!doneAlready.includes(e.codeName)) throw e;
  }
}

unless(["AlreadyInitialized", "Unauthorized"], () =>
  rs.initiate({ _id: "rs0", members: [0, 1, 2].map((n) => ({ _id: n, host: host(n), priority: n === 0 ? 2 : 1 })) }),
);
// Its priority makes the first member primary whenever it can be.
while (!db.hello().isWritablePrimary) sleep(500);
const admin = db.getSiblingDB("admin");
unless(["Unauthorized"], () =>
  admin.createUser({ user: "root", pwd: process.env.MONGO_INITDB_ROOT_PASSWORD, roles: ["root"] }),
);
admin.auth("root", process.env.MONGO_INITDB_ROOT_PASSWORD);
if (!db.getSiblingDB(database).getUser(user)) {
  db.getSiblingDB(database).createUser({
    user,
    pwd: process.env.DATABASE_PASSWORD,
    roles: [{ role: "readWrite", db: database }],
  });
}
