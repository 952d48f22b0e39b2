namespace DataSync.Stores.Parquet;

/// <summary>How a value is written in Thrift's compact protocol.</summary>
internal enum ThriftType : byte { True = 1, False, Byte, I16, I32, I64, Double, Binary, List, Set, Map, Struct }

/// <summary>Reads Thrift's compact protocol, in which Parquet's footers are written.</summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Steps to a struct's next field.</summary>
    /// <param name="field">The field before, 0 at the struct's begin; becomes the next one's id.</param>
    /// <param name="type">The next one's type.</param>
    /// <returns>False at the struct's end.</returns>
    public bool ReadField(ref short field, out ThriftType type)
    {
        var header = Take(1)[0];
        type = (ThriftType)(header & 15);
        if (header == 0) return false;
        field = header >> 4 != 0 ? (short)(field + (header >> 4)) : (short)ReadInteger();
        return true;
    }

    /// <summary>A field of a struct that is known to have it; the reader is at its value then.</summary>
    /// <exception cref="InvalidDataException">It has not.</exception>
    public ThriftType Find(short wanted)
    {
        for (short field = 0; ReadField(ref field, out var type); ReadValue(type))
            if (field == wanted) return type;
        throw new InvalidDataException($"The Parquet footer lacks field {wanted}.");
    }

    public long ReadInteger()
    {
        var zigzag = ReadVarint();
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    /// <summary>The header of a list.</summary>
    public (int Count, ThriftType Type) ReadList()
    {
        var header = Take(1)[0];
        return (header >> 4 == 15 ? (int)ReadVarint() : header >> 4, (ThriftType)(header & 15));
    }

    /// <summary>The bytes of a value.</summary>
    public ReadOnlySpan<byte> ReadValue(ThriftType type)
    {
        var start = _rest;
        Skip(type);
        return start[..^_rest.Length];
    }

    private void Skip(ThriftType type)
    {
        switch (type)
        {
            case ThriftType.True or ThriftType.False: break; // the field's header says it
            case ThriftType.Byte: Take(1); break;
            case ThriftType.I16 or ThriftType.I32 or ThriftType.I64: ReadVarint(); break;
            case ThriftType.Double: Take(sizeof(double)); break;
            case ThriftType.Binary: Take((int)ReadVarint()); break;
            case ThriftType.List or ThriftType.Set:
                var (count, item) = ReadList();
                for (; count > 0; count--) Skip(item is ThriftType.True or ThriftType.False ? ThriftType.Byte : item);
                break;
            case ThriftType.Struct:
                for (short field = 0; ReadField(ref field, out var inner);) Skip(inner);
                break;
            default: throw new InvalidDataException($"The Parquet footer holds a {type}.");
        }
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }
}
