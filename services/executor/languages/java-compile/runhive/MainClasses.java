package runhive;

import java.util.List;
import java.util.Set;

import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.ElementFilter;

import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;

/**
 * Which classes `java` could start. Several: one of the main file, there the public one; then one called `Main`; then the first in order of
 * the files. Everywhere nested classes, and those that only inherit `main`, come last.
 */
final class MainClasses implements TaskListener {
    private final List<String> files;
    private final boolean allowsInstanceMain;
    private String chosen;
    private int rankOfChosen = Integer.MAX_VALUE;

    MainClasses(List<String> files, boolean allowsInstanceMain) {
        this.files = files;
        this.allowsInstanceMain = allowsInstanceMain;
    }

    /** By the name that `java` wants; null when there is none. */
    String choose() {
        return chosen;
    }

    @Override
    public void finished(TaskEvent event) {
        if (event.getKind() != TaskEvent.Kind.ANALYZE || event.getTypeElement() == null) return;
        int file = files.indexOf(event.getSourceFile().getName());
        // A class that the compiler went and found by itself was not sent as a file.
        if (file >= 0) visit(event.getTypeElement(), file, event.getTypeElement().getQualifiedName().toString());
    }

    private void visit(TypeElement type, int file, String name) {
        boolean own = declaresMain(type, type);
        if (own || inheritsMain(type)) consider(name, rank(type, file, own));
        for (TypeElement nested : ElementFilter.typesIn(type.getEnclosedElements()))
            visit(nested, file, name + "$" + nested.getSimpleName());
    }

    private void consider(String name, int rank) {
        if (rank >= rankOfChosen) return;
        chosen = name;
        rankOfChosen = rank;
    }

    /** The smaller, the sooner it is chosen. What decides first is worth more than all behind it together. */
    private int rank(TypeElement type, int file, boolean declares) {
        boolean inMainFile = file == 0;
        int kind = (inMainFile ? 0 : 16)
            + (declares ? 0 : 8)
            + (type.getNestingKind() == NestingKind.TOP_LEVEL ? 0 : 4)
            + (inMainFile && type.getModifiers().contains(Modifier.PUBLIC) ? 0 : 2)
            + (type.getSimpleName().contentEquals("Main") ? 0 : 1);
        return kind * files.size() + file;
    }

    private boolean inheritsMain(TypeElement type) {
        for (TypeElement parent = parentOf(type); parent != null; parent = parentOf(parent))
            if (declaresMain(parent, type)) return true;
        return false;
    }

    private boolean declaresMain(TypeElement declaring, TypeElement started) {
        return ElementFilter.methodsIn(declaring.getEnclosedElements()).stream().anyMatch(method -> canStart(method, started));
    }

    private boolean canStart(ExecutableElement method, TypeElement started) {
        if (!method.getSimpleName().contentEquals("main") || method.getReturnType().getKind() != TypeKind.VOID) return false;
        Set<Modifier> modifiers = method.getModifiers();
        boolean takesArguments = takesStrings(method);
        if (modifiers.contains(Modifier.PUBLIC) && modifiers.contains(Modifier.STATIC) && takesArguments) return true;
        if (!allowsInstanceMain || modifiers.contains(Modifier.PRIVATE) || modifiers.contains(Modifier.ABSTRACT)) return false;
        return (takesArguments || method.getParameters().isEmpty()) && (modifiers.contains(Modifier.STATIC) || canBeMade(started));
    }

    private static boolean takesStrings(ExecutableElement method) {
        return method.getParameters().size() == 1 && method.getParameters().get(0).asType().toString().endsWith("java.lang.String[]");
    }

    /** Whether the launcher can make an instance: a class, not abstract, not inner, with a constructor without parameters. */
    private static boolean canBeMade(TypeElement type) {
        boolean inner = type.getNestingKind() == NestingKind.MEMBER && !type.getModifiers().contains(Modifier.STATIC);
        if (type.getKind() != ElementKind.CLASS || inner || type.getModifiers().contains(Modifier.ABSTRACT)) return false;
        return ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
            .anyMatch(own -> own.getParameters().isEmpty() && !own.getModifiers().contains(Modifier.PRIVATE));
    }

    private static TypeElement parentOf(TypeElement type) {
        return type.getSuperclass() instanceof DeclaredType parent && parent.asElement() instanceof TypeElement element ? element : null;
    }
}
