namespace DataSync.Sources.Files.Contents;

/// <summary>Copies that end where there is more than is allowed.</summary>
internal static class BoundedCopy
{
    /// <summary>Copies bytes, no more than so many.</summary>
    /// <exception cref="FileTooLargeException">There are more.</exception>
    public static async Task<long> CopyAsync(Stream from, Stream to, long maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        var total = 0L;
        for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            total += read;
            if (total > maxBytes) throw new FileTooLargeException(maxBytes);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        return total;
    }
}

/// <summary>There are more bytes than the settings allow.</summary>
internal sealed class FileTooLargeException(long maxBytes) : Exception(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it is larger than {maxBytes / 1048576.0:0.###} MB, which the setting maxBytes allows"));
