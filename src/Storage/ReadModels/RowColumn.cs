using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;

namespace SalesFlow.Storage.ReadModels;

/// <summary>One column of a row's table, as the model describes it.</summary>
internal abstract class RowColumn<TRow>(string name, string type) where TRow : class
{
    /// <summary>The column's name, quoted.</summary>
    public string Name { get; } = $"\"{name}\"";

    /// <summary>The column's type in the database.</summary>
    public string Type { get; } = type;

    /// <summary>The column's values of these rows, in one array.</summary>
    public abstract NpgsqlParameter Array(IReadOnlyList<TRow> rows);

    /// <summary>The column's value of one row, never null.</summary>
    public abstract object Value(TRow row);

    /// <summary>Makes the column of a property.</summary>
    public static RowColumn<TRow> Of(IProperty property)
    {
        var row = Expression.Parameter(typeof(TRow), "row");
        var value = ToProvider(Expression.Property(row, property.PropertyInfo!), property.GetTypeMapping().Converter);
        var getter = Expression.Lambda(value, row).Compile();
        return (RowColumn<TRow>)Activator.CreateInstance(
            typeof(RowColumn<,>).MakeGenericType(typeof(TRow), value.Type), property.GetColumnName(), property.GetColumnType(), getter)!;
    }

    /// <summary>Makes the reader of a whole row whose columns come in the order of the properties.</summary>
    public static Func<DbDataReader, TRow> Materialiser(IReadOnlyList<IProperty> properties)
    {
        var reader = Expression.Parameter(typeof(DbDataReader), "reader");
        var bindings = properties.Select((p, i) => (MemberBinding)Expression.Bind(p.PropertyInfo!, Read(reader, i, p)));
        return Expression.Lambda<Func<DbDataReader, TRow>>(Expression.MemberInit(Expression.New(typeof(TRow)), bindings), reader).Compile();
    }

    private static Expression Read(ParameterExpression reader, int ordinal, IProperty property)
    {
        var converter = property.GetTypeMapping().Converter;
        var target = property.ClrType;
        var provider = converter?.ProviderClrType ?? Nullable.GetUnderlyingType(target) ?? target;
        Expression value = Expression.Call(reader, FieldValue.MakeGenericMethod(provider), Expression.Constant(ordinal));
        if (converter is not null) value = Inline(converter.ConvertFromProviderExpression, value);
        if (value.Type != target) value = Expression.Convert(value, target);
        return property.IsNullable
            ? Expression.Condition(Expression.Call(reader, IsNull, Expression.Constant(ordinal)), Expression.Default(target), value)
            : value;
    }

    private static Expression ToProvider(Expression value, ValueConverter? converter)
    {
        if (converter is null) return value;
        if (Nullable.GetUnderlyingType(value.Type) is null) return Inline(converter.ConvertToProviderExpression, value);
        var provider = typeof(Nullable<>).MakeGenericType(converter.ProviderClrType);
        return Expression.Condition(
            Expression.Property(value, "HasValue"),
            Expression.Convert(Inline(converter.ConvertToProviderExpression, Expression.Property(value, "Value")), provider),
            Expression.Default(provider));
    }

    private static InvocationExpression Inline(LambdaExpression conversion, Expression argument) => Expression.Invoke(conversion, argument);

    private static readonly MethodInfo FieldValue = typeof(DbDataReader).GetMethod(nameof(DbDataReader.GetFieldValue))!;
    private static readonly MethodInfo IsNull = typeof(DbDataReader).GetMethod(nameof(DbDataReader.IsDBNull))!;
}

/// <summary>A column whose values the driver takes as <typeparamref name="T"/>.</summary>
internal sealed class RowColumn<TRow, T>(string name, string type, Func<TRow, T> getter) : RowColumn<TRow>(name, type) where TRow : class
{
    public override NpgsqlParameter Array(IReadOnlyList<TRow> rows)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = getter(rows[i]);
        return new NpgsqlParameter<T[]> { TypedValue = values };
    }

    public override object Value(TRow row) => getter(row) ?? (object)DBNull.Value;
}
