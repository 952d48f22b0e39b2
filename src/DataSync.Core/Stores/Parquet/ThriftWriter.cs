using DataSync.Rows;

namespace DataSync.Stores.Parquet;

/// <summary>Writes one struct of Thrift's compact protocol, field by field in the order of their ids.</summary>
internal struct ThriftWriter(ByteBuffer output)
{
    private short _last;

    /// <summary>Begins a field; its value is written next.</summary>
    public void Field(short id, ThriftType type)
    {
        var step = id - _last;
        if (step is > 0 and < 16) output.Write([(byte)(step << 4 | (int)type)]);
        else
        {
            output.Write([(byte)type]);
            WriteInteger(id, output);
        }
        _last = id;
    }

    public void Integer(short id, long value)
    {
        Field(id, ThriftType.I64);
        WriteInteger(value, output);
    }

    public void Binary(short id, ReadOnlySpan<byte> value)
    {
        Field(id, ThriftType.Binary);
        output.WriteVarint((ulong)value.Length);
        output.Write(value);
    }

    /// <summary>Begins a list; its items are written next.</summary>
    public void List(short id, ThriftType type, int count)
    {
        Field(id, ThriftType.List);
        if (count < 15) output.Write([(byte)(count << 4 | (int)type)]);
        else
        {
            output.Write([(byte)(0xF0 | (int)type)]);
            output.WriteVarint((ulong)count);
        }
    }

    /// <summary>Ends the struct.</summary>
    public readonly void End() => output.Write([0]);

    private static void WriteInteger(long value, ByteBuffer output) => output.WriteVarint((ulong)(value << 1 ^ value >> 63));
}
