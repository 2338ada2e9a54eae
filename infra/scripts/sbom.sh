# ./holdfast sbom [file]: writes what the images are made of, as CycloneDX (docs/security.md).
bill=${1:-$here/target/holdfast.cdx.json}

# The names of the jars that the bill has.
jars_of_bill() {
    sed -nE 's/.*"purl" *: *"pkg:maven\/([^"]*)".*/\1/p' "$bill" |
        sed -nE -e 's/^[^@]*\/([^\/@]*)@([^?]*)\?.*classifier=([^&]*).*/\1-\2-\3.jar/p' -e t -e 's/^[^@]*\/([^\/@]*)@([^?]*).*/\1-\2.jar/p' | sort -u
}

# The names of the jars that an executable jar has, but for the one that unpacks it.
jars_shipped() { # jars_shipped jar
    "$JAVA_HOME/bin/jar" --list --file "$1" | sed -n 's#^BOOT-INF/lib/\(.*\.jar\)$#\1#p' | grep -v '^spring-boot-jarmode-tools-' | sort -u
}

need_jdk
say "Writing what the images are made of to $bill."
# The version is that of Spring Boot.
alone_here maven_told "$here/target/sbom.log" package -Dmaven.test.skip=true org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom -DoutputFormat=json \
    -DincludeProvidedScope=false -pl ".,$(printf '%s' "$image_modules" | tr ' ' ',')" -am
mkdir -p "$(dirname -- "$bill")"
cp "$here/target/bom.json" "$bill"
scratch=$(mktemp -d)
jars_of_bill >"$scratch/named"
missing=
for module in $image_modules; do
    jars_shipped "$here/$module/target/image/"*-exec.jar >"$scratch/shipped"
    [ -s "$scratch/shipped" ] || missing="$missing all of $module"
    missing="$missing $(comm -13 "$scratch/named" "$scratch/shipped" | tr '\n' ' ')"
done
rm -rf "$scratch"
[ -z "$(printf '%s' "$missing" | tr -d ' ')" ] || fail "The bill lacks what is shipped: $missing"
