using System.Security;

namespace DataSync.Hosting.Terminal;

/// <summary>Reads a line that must not be seen.</summary>
internal static class SecretReader
{
    public static SecureString Read()
    {
        var secret = new SecureString();
        if (Console.IsInputRedirected)
        {
            foreach (var c in Console.In.ReadLine() ?? throw new EndOfStreamException("There is no more input to read a secret from."))
                secret.AppendChar(c);
        }
        else
        {
            for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
            {
                if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
                    secret.RemoveAt(secret.Length - 1);
                else if (!char.IsControl(key.KeyChar))
                    secret.AppendChar(key.KeyChar);
            }

            Console.Out.WriteLine();
        }

        secret.MakeReadOnly();
        return secret;
    }
}
