package runhive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the run starts, for {@code java @.runhive-java}: options for the virtual machine, then the class. */
final class ArgumentFile {
    private static final Path PATH = Path.of(".runhive-java");

    static void write(List<String> arguments) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String argument : arguments) text.append(quote(argument)).append('\n');
        Files.writeString(PATH, text, StandardCharsets.UTF_8);
    }

    private static String quote(String argument) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : argument.toCharArray()) {
            switch (c) {
                case '\\', '"' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
