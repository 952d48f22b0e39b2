using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace DataSync.Sources.Files.Places;

/// <summary>The state of a slice's files as one text: their size, a hash of names, sizes and times, and a hash of what is in them. Times tell quickly that nothing changed, the last hash tells surely.</summary>
internal static class FileVersion
{
    private const char Separator = '|';

    /// <summary>What sizes and times tell.</summary>
    public static string Quick(IReadOnlyList<FoundFile> files)
    {
        var hash = new XxHash3();
        foreach (var file in files) hash.Append(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.Name}\n{file.Size}\n{file.Modified.Ticks}\n")));
        return string.Create(CultureInfo.InvariantCulture, $"{files.Sum(f => f.Size)}{Separator}{hash.GetCurrentHashAsUInt64():x16}");
    }

    /// <summary>The whole state; reads the files.</summary>
    public static string Whole(IReadOnlyList<FoundFile> files, string quick, CancellationToken cancellationToken) => $"{quick}{Separator}{Content(files, cancellationToken)}";

    /// <summary>True where the files are not as a state says.</summary>
    public static bool Differs(IReadOnlyList<FoundFile> files, string known)
    {
        var quick = Quick(files);
        if (known.StartsWith(quick + Separator, StringComparison.Ordinal)) return false;
        // of another size they cannot be the same, so that nothing needs to be read
        return known.Split(Separator)[0] != quick.Split(Separator)[0] || known.Split(Separator)[^1] != Content(files, CancellationToken.None);
    }

    private static string Content(IReadOnlyList<FoundFile> files, CancellationToken cancellationToken)
    {
        var hash = new XxHash128();
        var buffer = new byte[1 << 17];
        foreach (var file in files)
        {
            hash.Append(Encoding.UTF8.GetBytes(file.Name + "\n"));
            using var stream = LocalFolder.Open(file);
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.Append(buffer.AsSpan(0, read));
            }
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
