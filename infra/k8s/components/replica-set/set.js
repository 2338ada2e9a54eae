// Run beside the first member, over and over until it succeeds: makes the set, then its users. All of it may be repeated.
// MongoDB lets a client on the same machine do this as long as there is no user.
const database = process.env.DATABASE;
const host = (n) => `${database}-mongodb-${n}.${database}-mongodb.${process.env.NAMESPACE}.svc:27017`;

function ignoring(code, work) {
  try {
    return work();
  } catch (e) {
    if (e.codeName !== code) throw e;
  }
}

ignoring("AlreadyInitialized", () =>
  rs.initiate({ _id: "rs0", members: [0, 1, 2].map((n) => ({ _id: n, host: host(n), priority: n === 0 ? 2 : 1 })) }),
);
while (!db.hello().isWritablePrimary) {
  // A later start: whoever is primary has the users already.
  if (db.hello().primary && !db.hello().me.startsWith(db.hello().primary.split(".")[0])) quit(0);
  sleep(500);
}
const admin = db.getSiblingDB("admin");
ignoring("Unauthorized", () => {
  admin.createUser({ user: "root", pwd: process.env.MONGO_INITDB_ROOT_PASSWORD, roles: ["root"] });
});
admin.auth("root", process.env.MONGO_INITDB_ROOT_PASSWORD);
if (!db.getSiblingDB(database).getUser(database)) {
  db.getSiblingDB(database).createUser({
    user: database,
    pwd: process.env.DATABASE_PASSWORD,
    roles: [{ role: "readWrite", db: database }],
  });
}
