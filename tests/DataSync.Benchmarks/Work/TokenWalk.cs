using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace DataSync.Benchmarks.Work;

/// <summary>The floor: downloads every body and reads every token in it, storing nothing.</summary>
internal static class TokenWalk
{
    public const string Verb = "floor";
    private const int RowDepth = 3;

    public static async Task<int> RunAsync(Uri vendor)
    {
        long rows = 0;
        using var client = new VendorClient(vendor);
        await client.ForEachDayAsync(async (_, body, cancellationToken) =>
        {
            var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
            var length = 0;
            for (int read; (read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0;)
            {
                length += read;
                if (length < buffer.Length) continue;
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            Interlocked.Add(ref rows, CountRows(buffer.AsSpan(0, length)));
            ArrayPool<byte>.Shared.Return(buffer);
        });
        await Console.Out.WriteLineAsync(rows.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static long CountRows(ReadOnlySpan<byte> json)
    {
        var rows = 0L;
        for (var reader = new Utf8JsonReader(json); reader.Read();)
            if (reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == RowDepth) rows++;
        return rows;
    }
}
