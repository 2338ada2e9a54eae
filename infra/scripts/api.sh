# ./holdfast api: writes the API documents anew, from the controllers.
need_jdk
say "Writing docs/api from the controllers. See what changed for clients: git diff docs/api"
alone_here maven_told "$here/target/api.log" test -Dholdfast.api.write=true -Dtest=ApiDocumentTests -Dsurefire.failIfNoSpecifiedTests=false \
    -pl auth-service,events-service,orders-service,payments-service,local-platform/platform -am
