namespace DataSync.Sources.Files.Contents;

/// <summary>A file of a moment, gone with its stream; where the system can, it has no name, so that a killed process leaves nothing.</summary>
internal static class ScratchFile
{
    /// <summary>Makes one.</summary>
    public static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"datasync-{Guid.NewGuid():N}.part");
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 1 << 16, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }

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
