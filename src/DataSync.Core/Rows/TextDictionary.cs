using System.Runtime.InteropServices;
using System.Text;

namespace DataSync.Rows;

/// <summary>
/// Writes the texts of one column of a block: the distinct ones once, then an index a row. Where few repeat, one a row and no index.
/// Lengths come first, then the characters: a byte each where all are Latin-1, else UTF-16, which keeps even what UTF-8 cannot.
/// </summary>
internal sealed class TextDictionary
{
    /// <summary>After so many rows it is decided whether a dictionary pays.</summary>
    private const int SampleRows = 1024;

    private readonly Dictionary<string, int> _places = [];
    private readonly List<string> _distinct = [];
    private int[] _indices = [];

    public void Write(ReadOnlySpan<string> texts, ByteBuffer buffer)
    {
        var indexed = Index(texts);
        var entries = indexed ? CollectionsMarshal.AsSpan(_distinct) : texts;
        buffer.WriteInt(indexed ? entries.Length : -1);
        WriteTexts(entries, buffer);
        if (indexed) WriteIndices(_indices.AsSpan(0, texts.Length), entries.Length, buffer);
    }

    private bool Index(ReadOnlySpan<string> texts)
    {
        _places.Clear();
        _distinct.Clear();
        if (_indices.Length < texts.Length) _indices = new int[Math.Max(texts.Length, _indices.Length * 2)];
        string? last = null;
        var place = 0;
        for (var row = 0; row < texts.Length; row++)
        {
            var text = texts[row] ?? "";
            if (!ReferenceEquals(text, last))
            {
                ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, text, out var known);
                if (!known)
                {
                    slot = _distinct.Count;
                    _distinct.Add(text);
                }
                (last, place) = (text, slot);
            }
            _indices[row] = place;
            if (row == SampleRows && _distinct.Count > SampleRows * 3 / 4) return false;
        }
        return true;
    }

    private static void WriteTexts(ReadOnlySpan<string> texts, ByteBuffer buffer)
    {
        var characters = 0L;
        var narrow = true;
        foreach (var text in texts)
        {
            characters += text?.Length ?? 0;
            narrow = narrow && !text.AsSpan().ContainsAnyExceptInRange('\0', '\xff');
        }
        buffer.WriteInt(narrow ? 1 : sizeof(char));
        buffer.WriteInt(checked((int)characters));
        foreach (var text in texts) buffer.WriteInt(text?.Length ?? 0);
        if (narrow)
            foreach (var text in texts) Encoding.Latin1.GetBytes(text.AsSpan(), buffer.Reserve(text?.Length ?? 0));
        else
            foreach (var text in texts) buffer.Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static void WriteIndices(ReadOnlySpan<int> indices, int distinct, ByteBuffer buffer)
    {
        if (distinct <= 1 << 8)
        {
            var bytes = buffer.Reserve(indices.Length);
            for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)indices[i];
        }
        else if (distinct <= 1 << 16)
        {
            var shorts = MemoryMarshal.Cast<byte, ushort>(buffer.Reserve(indices.Length * sizeof(ushort)));
            for (var i = 0; i < shorts.Length; i++) shorts[i] = (ushort)indices[i];
        }
        else buffer.Write(MemoryMarshal.AsBytes(indices));
    }
}
