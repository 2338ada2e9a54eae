# Whether MongoDB on this machine is the primary or a secondary of its set. It sends "hello" itself, as mongosh would take a second of a
# processor for each of these questions: a message (OP_MSG, 2013) with the document {hello: 1, $db: "admin"}, answered without a password.
set -e
exec 3<>/dev/tcp/127.0.0.1/"${1:-27017}"
printf '\x34\0\0\0\x01\0\0\0\0\0\0\0\xdd\x07\0\0\0\0\0\0\0\x1f\0\0\0\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0' >&3
length=$(timeout 4 head -c 4 <&3 | od -An -tu4)
# Both are booleans of BSON: a name, a zero, and one for true.
timeout 4 head -c $((length - 4)) <&3 | grep -aqP 'isWritablePrimary\x00\x01|secondary\x00\x01'
