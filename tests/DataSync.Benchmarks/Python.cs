namespace DataSync.Benchmarks;

/// <summary>Finds a Python for the peers.</summary>
internal static class Python
{
    /// <summary>The first that has some modules; null where none has.</summary>
    public static async Task<string?> FindAsync(params string[] modules)
    {
        foreach (var program in (string[])["python3", "/usr/bin/python3"]) // the system's own, where another stands before it
        {
            try
            {
                await new Command(program, ["-c", $"import {string.Join(", ", modules)}"]).RunAsync();
                return program;
            }
            catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // no such program, or not these modules in it
            }
        }
        return null;
    }
}
