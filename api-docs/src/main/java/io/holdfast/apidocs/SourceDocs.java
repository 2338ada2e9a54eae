package io.holdfast.apidocs;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Reads the Javadoc in the sources, so that descriptions are written once. */
final class SourceDocs {

    private static final List<String> SHARED = List.of("common-web", "common-events/contracts");

    /** @param members record components and methods, by name */
    private record Doc(String text, Map<String, String> members) {}

    private final Map<String, Doc> docs = new HashMap<>();

    /** The description of a class; empty when it has none. */
    String of(Class<?> type) {
        return doc(type).text();
    }

    /** The description of a record's component or a method; empty when it has none. */
    String of(Class<?> type, String member) {
        return doc(type).members().getOrDefault(member, "");
    }

    private Doc doc(Class<?> type) {
        String name = type.getCanonicalName();
        if (!docs.containsKey(name)) {
            source(type).ifPresent(this::read);
        }
        return docs.computeIfAbsent(name, _ -> new Doc("", Map.of()));
    }

    private static Optional<Path> source(Class<?> type) {
        Class<?> outermost = type;
        for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
            outermost = outer;
        }
        String file = outermost.getName().replace('.', '/') + ".java";
        return Stream.concat(
                        Stream.of(Path.of("").toAbsolutePath()), SHARED.stream().map(Checkout.root()::resolve))
                .map(module -> module.resolve("src/main/java").resolve(file))
                .filter(Files::exists)
                .findFirst();
    }

    private void read(Path file) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(file));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Reader(trees, String.valueOf(unit.getPackageName())).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final DocTrees trees;
        private String within;

        Reader(DocTrees trees, String within) {
            this.trees = trees;
            this.within = within;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            String outer = within;
            within = outer + "." + type.getSimpleName();
            Map<String, String> members = new HashMap<>();
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                comment.getBlockTags().stream()
                        .filter(ParamTree.class::isInstance)
                        .map(ParamTree.class::cast)
                        .forEach(param ->
                                members.put(param.getName().toString(), sentence(text(param.getDescription()))));
            }
            docs.put(within, new Doc(comment == null ? "" : text(comment.getFullBody()), members));
            super.visitClass(type, null);
            within = outer;
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            Doc doc = docs.get(within);
            if (comment != null && doc != null) {
                doc.members().put(method.getName().toString(), text(comment.getFullBody()));
            }
            return null;
        }
    }

    private static String text(List<? extends DocTree> trees) {
        return trees.stream()
                .map(SourceDocs::text)
                .collect(Collectors.joining())
                .replaceAll("[ \\n]*\\n\\n[ \\n]*", "\n\n")
                .strip();
    }

    private static String text(DocTree tree) {
        return switch (tree) {
            case TextTree text -> text.getBody().replaceAll("\\s+", " ");
            case LiteralTree code -> "`" + code.getBody().getBody() + "`";
            case LinkTree link -> link.getReference().getSignature().replaceFirst("^.*#", "");
            case EntityTree entity -> "&" + entity.getName() + ";";
            case StartElementTree _ -> "\n\n";
            default -> "";
        };
    }

    /** {@code "null: no limit"} becomes a sentence like the others. */
    private static String sentence(String text) {
        String capital = text.isEmpty() || text.startsWith("`")
                ? text
                : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return capital.isEmpty() || capital.endsWith(".") ? capital : capital + ".";
    }
}
