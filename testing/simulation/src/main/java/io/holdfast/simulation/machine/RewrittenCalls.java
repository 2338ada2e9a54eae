package io.holdfast.simulation.machine;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes the calls in a class: those that {@link Calls} has an answer for go there. One it should have an answer for is an error. */
final class RewrittenCalls {

    /** Called as a method of {@code owner}, with the receiver left out of the parameters. */
    private record Call(String owner, String name, String parameters) {}

    private record Target(MethodTypeDesc type) {}

    private static final String CONSTRUCTOR = "<init>";

    /** By the type whose constructor without parameters is called. */
    private static final Map<String, ClassDesc> CONSTRUCTED = Map.of(
            internalName(desc(Random.class)), desc(SeededRandom.class),
            internalName(desc(SecureRandom.class)), desc(SeededRandom.Secure.class));

    /** What would make two runs of a seed differ. */
    private static final Set<String> UNPREDICTABLE = Set.of(
            "java/lang/System.nanoTime",
            "java/lang/System.currentTimeMillis",
            "java/lang/Thread.sleep",
            "java/lang/Thread.ofPlatform",
            "java/lang/Thread.ofVirtual",
            "java/lang/Thread.startVirtualThread",
            "java/lang/Math.random",
            "java/util/UUID.randomUUID",
            "java/security/KeyPairGenerator.generateKeyPair",
            "java/security/KeyPairGenerator.genKeyPair",
            "javax/crypto/KeyGenerator.generateKey",
            "java/util/concurrent/locks/LockSupport.parkNanos",
            "java/util/concurrent/locks/LockSupport.parkUntil",
            "java/util/concurrent/CompletableFuture.delayedExecutor",
            "java/util/concurrent/Executors.newScheduledThreadPool",
            "java/util/concurrent/Executors.newVirtualThreadPerTaskExecutor");

    private final ClassDesc answers;
    private final Map<Call, Target> targets = new HashMap<>();

    private RewrittenCalls(Class<?> answers) {
        this.answers = desc(answers);
    }

    static RewrittenCalls of(Class<?> answers) {
        RewrittenCalls calls = new RewrittenCalls(answers);
        for (Method method : answers.getDeclaredMethods()) {
            Calls.Instead instead = method.getAnnotation(Calls.Instead.class);
            if (instead != null) {
                calls.add(method, instead);
            }
        }
        return calls;
    }

    private void add(Method method, Calls.Instead instead) {
        MethodTypeDesc type = MethodTypeDesc.of(
                desc(method.getReturnType()),
                Arrays.stream(method.getParameterTypes())
                        .map(RewrittenCalls::desc)
                        .toList());
        MethodTypeDesc called = instead.isStatic() ? type : type.dropParameterTypes(0, 1);
        for (Class<?> owner : instead.of()) {
            targets.put(new Call(internalName(desc(owner)), method.getName(), parameters(called)), new Target(type));
        }
    }

    byte[] rewrite(byte[] bytes) {
        ClassFile classes = ClassFile.of();
        ClassModel model = classes.parse(bytes);
        if (!concerns(model)) {
            return bytes;
        }
        return classes.transformClass(
                model, ClassTransform.transformingMethodBodies((builder, element) -> rewrite(builder, element)));
    }

    private boolean concerns(ClassModel model) {
        boolean concerned = false;
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof MemberRefEntry member) {
                String owner = member.owner().asInternalName();
                String name = member.name().stringValue();
                String type = member.type().stringValue();
                boolean known = find(owner, name, type) != null
                        || (name.equals(CONSTRUCTOR) && type.equals("()V") && CONSTRUCTED.containsKey(owner));
                if (!known && isUnpredictable(owner, name, type)) {
                    throw new IllegalStateException("%s calls %s.%s%s, for which there is nothing in %s"
                            .formatted(model.thisClass().asInternalName(), owner, name, type, answers.displayName()));
                }
                concerned |= known;
            }
        }
        return concerned;
    }

    private static boolean isUnpredictable(String owner, String name, String type) {
        return UNPREDICTABLE.contains(owner + "." + name)
                || (owner.startsWith("java/util/concurrent/")
                        && !owner.equals("java/util/concurrent/TimeUnit")
                        && type.contains("Ljava/util/concurrent/TimeUnit;"))
                || (owner.equals("java/util/concurrent/CompletableFuture")
                        && name.endsWith("Async")
                        && !type.contains("Ljava/util/concurrent/Executor;"));
    }

    private @Nullable Target find(String owner, String name, String type) {
        int end = type.indexOf(')');
        return end < 0 ? null : targets.get(new Call(owner, name, type.substring(0, end + 1)));
    }

    private void rewrite(CodeBuilder builder, CodeElement element) {
        switch (element) {
            case InvokeInstruction call -> rewrite(builder, call);
            case NewObjectInstruction created -> {
                ClassDesc instead = CONSTRUCTED.get(created.className().asInternalName());
                builder.new_(instead == null ? created.className().asSymbol() : instead);
            }
            case InvokeDynamicInstruction dynamic -> builder.invokedynamic(rewrite(dynamic));
            default -> builder.with(element);
        }
    }

    private void rewrite(CodeBuilder builder, InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        String type = call.type().stringValue();
        Target target = find(owner, name, type);
        ClassDesc created = CONSTRUCTED.get(owner);
        if (target != null) {
            builder.invokestatic(answers, name, target.type);
            MethodTypeDesc wanted = call.typeSymbol();
            if (!wanted.returnType().equals(target.type.returnType())) {
                builder.checkcast(wanted.returnType());
            }
        } else if (created != null && call.opcode() == Opcode.INVOKESPECIAL && name.equals(CONSTRUCTOR)) {
            builder.invokespecial(created, CONSTRUCTOR, call.typeSymbol());
        } else {
            builder.with(call);
        }
    }

    private DynamicCallSiteDesc rewrite(InvokeDynamicInstruction dynamic) {
        ConstantDesc[] arguments = dynamic.bootstrapArgs().stream()
                .map(argument -> argument instanceof DirectMethodHandleDesc handle ? rewrite(handle) : argument)
                .toArray(ConstantDesc[]::new);
        return DynamicCallSiteDesc.of(
                dynamic.bootstrapMethod(), dynamic.name().stringValue(), dynamic.typeSymbol(), arguments);
    }

    private DirectMethodHandleDesc rewrite(DirectMethodHandleDesc handle) {
        Target target = find(internalName(handle.owner()), handle.methodName(), handle.lookupDescriptor());
        return target == null
                ? handle
                : MethodHandleDesc.ofMethod(
                        DirectMethodHandleDesc.Kind.STATIC, answers, handle.methodName(), target.type);
    }

    private static String parameters(MethodTypeDesc type) {
        String whole = type.descriptorString();
        return whole.substring(0, whole.indexOf(')') + 1);
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    private static String internalName(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }
}
