// Run once, on an empty database: the service's user, which may read and write the service's database and nothing else.
db.getSiblingDB(process.env.DATABASE).createUser({
  user: process.env.DATABASE_USER || process.env.DATABASE,
  pwd: process.env.DATABASE_PASSWORD,
  roles: [{ role: "readWrite", db: process.env.DATABASE }],
});
