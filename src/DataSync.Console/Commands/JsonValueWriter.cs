using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;

namespace DataSync.Hosting.Commands;

/// <summary>Writes objects as PowerShell sees them, with their properties, as JSON. What lies deeper than the depth is written as text.</summary>
internal sealed class JsonValueWriter(Utf8JsonWriter writer, int depth)
{
    public void Write(object? value) => Write(value, 0);

    private void Write(object? value, int level)
    {
        var item = value is null ? null : PSObject.AsPSObject(value);
        switch (item?.BaseObject)
        {
            case null or DBNull:
                writer.WriteNullValue();
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case byte or sbyte or short or ushort or int or uint or long or ulong or decimal or Int128 or System.Numerics.BigInteger:
                writer.WriteRawValue(((IFormattable)item.BaseObject).ToString(null, CultureInfo.InvariantCulture));
                break;
            case double or float or Half when double.IsFinite(Convert.ToDouble(item.BaseObject, CultureInfo.InvariantCulture)):
                writer.WriteRawValue(((IFormattable)item.BaseObject).ToString("R", CultureInfo.InvariantCulture));
                break;
            case Enum number:
                writer.WriteRawValue(number.ToString("D"));
                break;
            case DateTime time:
                writer.WriteStringValue(time);
                break;
            case DateTimeOffset time:
                writer.WriteStringValue(time);
                break;
            case string or char or Guid or Uri or Version or TimeSpan or DateOnly or TimeOnly or IFormattable:
                writer.WriteStringValue(LanguagePrimitives.ConvertTo<string>(item.BaseObject));
                break;
            case { } when level > depth:
                writer.WriteStringValue(LanguagePrimitives.ConvertTo<string>(item));
                break;
            case IDictionary table:
                WriteObject(table.Cast<DictionaryEntry>().Select(e => new KeyValuePair<string, object?>(LanguagePrimitives.ConvertTo<string>(e.Key), e.Value)), level);
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (var element in list)
                    Write(element, level + 1);
                writer.WriteEndArray();
                break;
            default:
                WriteObject(item.Properties.Where(p => p.IsGettable).Select(p => new KeyValuePair<string, object?>(p.Name, p.Value)), level);
                break;
        }
    }

    private void WriteObject(IEnumerable<KeyValuePair<string, object?>> properties, int level)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in properties)
        {
            writer.WritePropertyName(name);
            Write(value, level + 1);
        }

        writer.WriteEndObject();
    }
}
